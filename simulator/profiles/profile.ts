import { createHash } from "node:crypto";
import { z } from "zod";
import { toHex } from "#card/bytes/bytes.js";
import { atrText, cardKind, isoFsFacts, scp02Facts, scp03Facts } from "#card/region/dialects/channel-facts.js";
import { ASSUMED_TIMING, timingFacts } from "../timing/timing.js";

/** A figure of a card: assumed by us, or taken from a source that is named. */
const figure = (max: number, description: string) =>
  z
    .discriminatedUnion(
      "assumed",
      [
        z.strictObject({ value: z.int().min(0).max(max), assumed: z.literal(true) }),
        z.strictObject({
          value: z.int().min(0).max(max),
          assumed: z.literal(false),
          source: z.string().min(1).meta({ description: "Where the figure was read." }),
        }),
      ],
      {
        error:
          "a figure is { value: N, assumed: true }, or { value: N, assumed: false, source: where it was read } · 数値には assumed: true、または assumed: false と source（出典）が要ります",
      },
    )
    .meta({ description });

const text = (description: string) => z.string().min(1).meta({ description });

/** What every vendor's card has, whatever its dialect. */
const common = {
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, "small letters, digits and hyphens · 英小文字・数字・ハイフンで指定してください")
    .meta({
      description: "Name on the command line and in scenarios. A profile of the house has the name of its file.",
    }),
  title: z
    .strictObject({ en: text("English"), ja: text("日本語") })
    .meta({ description: "What people read: カードの表示名." }),
  vendor: z
    .strictObject({ name: text("Say that it is fictional here too."), fictional: z.literal(true) })
    .meta({ description: "Whose card it is. Fictional: no vendor's real figures are public." }),
  kind: cardKind,
  atr: z
    .strictObject({
      contact: atrText.meta({ description: "Answer to reset in a contact reader: upper-case hexadecimal." }),
      contactless: atrText.optional().meta({ description: "What a contactless reader makes of the same card." }),
      source: text("Where the ATR was read, or that it is made up."),
    })
    .meta({ description: "Answer to reset (ISO/IEC 7816-3, clause 8): the daemon knows the card by it." }),
  memory: z
    .strictObject({
      total: figure(0xfff000, "Octets of non-volatile memory, block headers included."),
      reserved: figure(0xfff000, "Of these, what is kept for the issuer's applications."),
      areaQuota: figure(0xfff000, "What the regional area (地域住民向け領域) may hold."),
      transient: figure(0xffff, "Octets of volatile memory that loaded applications share."),
    })
    .refine(({ total, reserved, areaQuota }) => reserved.value + areaQuota.value <= total.value, {
      error: "reserved and areaQuota together exceed total · reserved と areaQuota の合計が total を超えています",
      path: ["total"],
    })
    .meta({ description: "Memory of the card in octets; reserved and areaQuota together may not exceed total." }),
  apdu: z
    .strictObject({
      extended: z.boolean().meta({ description: "Whether extended length fields are taken." }),
      maxCommandData: figure(
        0xffff,
        "Octets that a command's data field may have; at least the 255 of a short one.",
      ).refine(({ value }) => value >= 255, "at least 255 · 255以上で指定してください"),
    })
    .refine(({ extended, maxCommandData }) => extended || maxCommandData.value === 255, {
      error: "a card without extended length takes 255 octets, no more · 拡張長のないカードでは255です",
      path: ["maxCommandData"],
    })
    .meta({ description: "How long a command may be." }),
  channels: figure(20, "Logical channels that the card says it has; it answers 6881 on all but the basic one."),
  timing: timingFacts.default(ASSUMED_TIMING),
  capacitySource: text("Where the capacity figures come from, or that they are assumed."),
} as const;

const TENANT_NAMES = ["driving-licence"] as const;

/** An application that a profile's cards carry beside those of issuer and municipality. */
export type TenantName = (typeof TENANT_NAMES)[number];

const tenants = z
  .array(z.enum(TENANT_NAMES))
  .default([])
  .refine((names) => new Set(names).size === names.length, "each tenant once · 同じものは1回だけ書いてください")
  .meta({
    description:
      "Applications of others that are on the card already and take memory: driving-licence is マイナ免許証.",
  });

const gpScp03 = z
  .strictObject({
    ...common,
    dialect: z.literal("gp-scp03"),
    tenants,
    scp03: z.strictObject(scp03Facts),
  })
  .meta({ description: "GlobalPlatform with SCP03 (AES)." });

const gpScp02 = z
  .strictObject({ ...common, dialect: z.literal("gp-scp02"), tenants, scp02: z.strictObject(scp02Facts) })
  .refine(({ apdu }) => !apdu.extended && apdu.maxCommandData.value === 255, {
    error:
      "a card of dialect gp-scp02 takes short APDUs only: extended false, maxCommandData 255 · gp-scp02 は短縮APDUのみです（extended: false、maxCommandData: 255）",
    path: ["apdu"],
  })
  .meta({ description: "Legacy GlobalPlatform with SCP02 (Triple DES), short APDUs only." });

const isoFs = z
  .strictObject({
    ...common,
    dialect: z.literal("iso-fs"),
    isoFs: z.strictObject(isoFsFacts),
    tenants: z
      .never(
        "only on a GlobalPlatform card (gp-scp03, gp-scp02): a native file system takes no applications of others · GlobalPlatformの方式（gp-scp03・gp-scp02）でのみ指定できます",
      )
      .optional(),
  })
  .meta({ description: "Native file system of ISO/IEC 7816-4 and -9 under AES secure messaging." });

const isMap = (input: unknown): boolean => typeof input === "object" && input !== null && !Array.isArray(input);

/** One vendor's card as a file describes it (`simulator/profiles/*.yaml`). */
export const profileFile = z
  .discriminatedUnion("dialect", [gpScp03, gpScp02, isoFs], {
    error: ({ input }) =>
      isMap(input)
        ? "one of gp-scp03, gp-scp02, iso-fs · このいずれかを指定してください"
        : "a map of fields is wanted · 項目の並び（マップ）で指定してください",
  })
  .readonly();

/** A profile that was read and found right. Figures are in `value`. */
export type CardProfile = z.infer<typeof profileFile>;

/** A profile of one dialect. */
export type ProfileOf<D extends CardProfile["dialect"]> = Extract<CardProfile, { readonly dialect: D }>;

/** What the secure channel of a profile's dialect is like. */
function channelFacts(profile: CardProfile): readonly (string | number)[] {
  switch (profile.dialect) {
    case "gp-scp03":
      return [profile.scp03.i, profile.scp03.mode, profile.scp03.keyLength, ...profile.tenants];
    case "gp-scp02":
      return [profile.scp02.i, ...profile.tenants];
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
