import { createHash } from "node:crypto";
import { z } from "zod";
import { fromHex, toHex } from "#card/bytes/bytes.js";

/** A figure of a card: assumed by us, or taken from a source that is named. */
const figure = (max: number) =>
  z.union([
    z.strictObject({ value: z.int().min(0).max(max), assumed: z.literal(true) }),
    z.strictObject({ value: z.int().min(0).max(max), assumed: z.literal(false), source: z.string().min(1) }),
  ]);

const atr = z
  .string()
  .regex(/^3[BF]([0-9A-F]{2}){1,32}$/, "an ATR of at most 33 octets in upper-case hexadecimal")
  .transform((text) => fromHex(text));

/** What every vendor's card has, whatever its dialect. */
const common = {
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, "small letters, digits and hyphens"),
  title: z.strictObject({ en: z.string().min(1), ja: z.string().min(1) }),
  /** Fictional: no vendor's real figures are public. */
  vendor: z.strictObject({ name: z.string().min(1), fictional: z.literal(true) }),
  kind: z.enum(["myna", "juki"]),
  atr: z.strictObject({
    contact: atr,
    /** What a contactless reader makes of the same card. */
    contactless: atr.optional(),
    source: z.string().min(1),
  }),
  memory: z
    .strictObject({
      /** Octets of non-volatile memory, block headers included. */
      total: figure(0xfff000),
      /** Of these, what the issuer's applications may take at issuance. */
      reserved: figure(0xfff000),
      /** What the regional area may hold. */
      areaQuota: figure(0xfff000),
      /** Octets of free volatile memory that the card tells. */
      transient: figure(0xffff),
    })
    .refine(({ total, reserved, areaQuota }) => reserved.value + areaQuota.value <= total.value, {
      error: "reserved and areaQuota together exceed total",
      path: ["total"],
    }),
  apdu: z.strictObject({
    /** Whether extended length fields are taken. */
    extended: z.boolean(),
    /** Octets that a command's data field may have; at least what a short one has. */
    maxCommandData: figure(0xffff).refine(({ value }) => value >= 255, "at least 255"),
  }),
  /** Logical channels that the card says it has; it answers 6881 on all but the basic one. */
  channels: figure(20),
  /** Where the capacity figures come from. */
  capacitySource: z.string().min(1),
} as const;

const keyLength = z.union([z.literal(16), z.literal(24), z.literal(32)]);

const gpScp03 = z.strictObject({
  ...common,
  dialect: z.literal("gp-scp03"),
  scp03: z.strictObject({
    /** Parameter `i` of SCP03 (Amendment D, table 5-1). */
    i: z.union([0x00, 0x10, 0x20, 0x30, 0x60, 0x70].map((value) => z.literal(value))),
    /** Octets of challenges and MACs: 8 or 16. */
    mode: z.enum(["S8", "S16"]),
    /** Octets of the security domains' AES keys. */
    keyLength,
  }),
});

const gpScp02 = z
  .strictObject({
    ...common,
    dialect: z.literal("gp-scp02"),
    scp02: z.strictObject({
      /** Parameter `i` of SCP02 (GlobalPlatform 2.3.1, E.1.1): 15, or 55 with a well-known pseudo-random card challenge. */
      i: z.union([z.literal(0x15), z.literal(0x55)]),
    }),
  })
  .refine(({ apdu }) => !apdu.extended && apdu.maxCommandData.value === 255, {
    error: "a card of dialect gp-scp02 takes short APDUs only: extended false, maxCommandData 255",
    path: ["apdu"],
  });

const isoFs = z.strictObject({
  ...common,
  dialect: z.literal("iso-fs"),
  isoFs: z.strictObject({
    /** Octets of the area's AES keys. */
    keyLength,
  }),
});

/** One vendor's card as a file describes it (`simulator/profiles/*.yaml`). */
export const profileFile = z.discriminatedUnion("dialect", [gpScp03, gpScp02, isoFs]).readonly();

/** A profile that was read and found right. Figures are in `value`. */
export type CardProfile = z.infer<typeof profileFile>;

/** A profile of one dialect. */
export type ProfileOf<D extends CardProfile["dialect"]> = Extract<CardProfile, { readonly dialect: D }>;

/** What the secure channel of a profile's dialect is like. */
function channelFacts(profile: CardProfile): readonly (string | number)[] {
  switch (profile.dialect) {
    case "gp-scp03":
      return [profile.scp03.i, profile.scp03.mode, profile.scp03.keyLength];
    case "gp-scp02":
      return [profile.scp02.i];
    case "iso-fs":
      return [profile.isoFs.keyLength];
  }
}

/** What of a profile makes the card another card: names, remarks and the reader it lies on do not. Upper-case hexadecimal SHA-256. */
export function profileDigest(profile: CardProfile): string {
  const { memory, apdu, channels } = profile;
  const facts = [
    profile.name,
    profile.kind,
    profile.dialect,
    toHex(profile.atr.contact),
    memory.total.value,
    memory.reserved.value,
    memory.areaQuota.value,
    memory.transient.value,
    apdu.extended,
    apdu.maxCommandData.value,
    channels.value,
    ...channelFacts(profile),
  ];
  return createHash("sha256").update(facts.join("|")).digest("hex").toUpperCase();
}
