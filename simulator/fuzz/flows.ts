import { fromHex } from "#card/bytes/bytes.js";
import { COMMON_AID, JPKI_AID, JUKI_AID, TEXT_INPUT_AID, VISUAL_AID } from "#card/myna/aids.js";
import { mynaErrors } from "#card/myna/errors.js";
import { IssuerClient } from "#card/myna/issuer-client.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import { openCardApp } from "#card/region/card-app-session.js";
import type { CardDriver } from "#card/region/card-driver.js";
import type { Keyholder } from "./keyholder.js";

/** How far a card's regional area has come: each state is brought about from the one before it. */
export const CARD_STATES = ["issued", "area", "half-loaded", "loaded", "locked"] as const;
export type CardState = (typeof CARD_STATES)[number];

/** What a flow works with. */
export interface FlowContext {
  readonly link: CardLink;
  /** The driver of the card's dialect, by its profile: a vendor's file stands in no table. */
  readonly driver: () => Promise<CardDriver>;
  readonly random: RandomSource;
  readonly holder: Keyholder;
}

/** A genuine piece of work on a card, as a counter or a terminal does it. */
export interface Flow {
  readonly name: string;
  /** State in which it makes sense; `any` for those of the issuer's applications. */
  readonly from: CardState | "any";
  run(context: FlowContext): Promise<void>;
}

interface AreaContext extends Omit<FlowContext, "driver"> {
  readonly driver: CardDriver;
  readonly cardId: Uint8Array;
}

const area = (name: string, from: CardState, run: (context: AreaContext) => Promise<unknown>): Flow => ({
  name,
  from,
  run: async (context) => {
    const driver = await context.driver();
    const { cardId } = await driver.identify(context.link);
    await run({ ...context, driver, cardId: fromHex(cardId) });
  },
});

const issuer = (
  name: string,
  aid: Uint8Array,
  run: (client: IssuerClient, context: FlowContext) => Promise<unknown>,
): Flow => ({
  name,
  from: "any",
  run: async (context) => {
    const client = new IssuerClient(context.link);
    try {
      await client.select(aid);
      await run(client, context);
    } catch (error) {
      // A Juki card has not all of these applications, nor all of their files: what was sent so far is worth keeping.
      if (!mynaErrors.is(error, "refused")) throw error;
    }
  },
});

const keysOf = ({ holder, cardId, driver }: AreaContext, of: 1 | 2 = 1) =>
  holder.areaKeys(of, cardId, driver.keyLength);

/** What brings a card from one state to the next. */
export const STATE_FLOWS: Readonly<
  Record<Exclude<CardState, "issued">, { readonly from: CardState; readonly flow: Flow }>
> = {
  area: {
    from: "issued",
    flow: area("set area", "issued", (context) => {
      const { driver, holder, cardId } = context;
      const keys = { setting: holder.settingKeys(cardId, driver.keyLength), area: keysOf(context) };
      return driver.setArea(context.link, keys, holder.areaSetting(1));
    }),
  },
  "half-loaded": {
    from: "area",
    flow: area("load", "area", (context) => context.driver.load(context.link, keysOf(context), context.holder.package)),
  },
  loaded: {
    from: "half-loaded",
    flow: area("personalise", "half-loaded", async (context) => {
      const { driver, link, holder, cardId } = context;
      const { aid } = holder.package;
      const serviceKeys = holder.serviceKeys(cardId);
      await driver.personalise(link, keysOf(context), aid, { serviceKeys, records: holder.firstRecords });
      await driver.setPin(link, keysOf(context), aid, holder.applicationPin);
    }),
  },
  locked: {
    from: "loaded",
    flow: area("lock", "loaded", (context) =>
      context.driver.lockPin(context.link, keysOf(context), context.holder.package.aid),
    ),
  },
};

const read = async (client: IssuerClient, ...files: readonly number[]): Promise<void> => {
  for (const file of files) await client.read(file).catch(() => {});
};

/** Commands that no client of ours sends and that the card knows, or that others try on every card. */
const LOOSE = [
  "80F28000024F0000",
  "80F24000024F0000",
  "80F22000024F0000",
  "80CA006600",
  "80CA00E000",
  "80CA00C100",
  "80CA9F7F00",
  "00CA5F5100",
  "00CA7F2100",
  "00CA00F800",
  "80CAFF2100",
  "8050000008000102030405060708",
  "00A4000C023F00",
  "00A40000",
  "0084000008",
  "00B0820010",
  "00B2010C00",
  "80A2000010000102030405060708090A0B0C0D0E0F",
  "0088009920000102030405060708090A0B0C0D0E0F000102030405060708090A0B0C0D0E0F",
  "00C0000000",
  "0070000001",
  "802A000000",
  "80F08001",
  "80D80181",
  "84E200800F",
] as const;

/** Everything that is worth recording, or doing for real while others disturb it. */
export const FLOWS: readonly Flow[] = [
  ...Object.values(STATE_FLOWS).map(({ flow }) => flow),
  area("list", "loaded", ({ driver, link }) => driver.list(link)),
  area("use", "loaded", async ({ link, holder, cardId, random }) => {
    const session = await openCardApp(link, holder.package.aid, holder.serviceKeys(cardId), random);
    await session.triesLeft();
    await session.readRecord(1, 1);
    await session.verifyPin(holder.applicationPin);
    await session.updateRecord(1, 2, fromHex("0102030405"));
    await session.updateRecord(2, 1, fromHex("0607"));
    await session.readRecord(2, 1);
    await session.changePin(holder.applicationPin);
    await session.state();
  }),
  area("new PIN", "locked", (context) =>
    context.driver.setPin(context.link, keysOf(context), context.holder.package.aid, context.holder.applicationPin),
  ),
  area("hand over", "loaded", (context) =>
    context.driver.handOver(
      context.link,
      { current: keysOf(context), next: keysOf(context, 2) },
      context.holder.areaSetting(2),
    ),
  ),
  area("delete", "loaded", (context) =>
    context.driver.remove(context.link, keysOf(context), context.holder.package.aid),
  ),
  area("delete half", "half-loaded", (context) =>
    context.driver.remove(context.link, keysOf(context), context.holder.package.aid),
  ),
  issuer("JPKI", JPKI_AID, async (client, { link, holder }) => {
    await read(client, 0x01, 0x02, 0x06, 0x08, 0x0a, 0x0b);
    await client.triesLeft(0x18);
    await client.verify(0x18, holder.pins.auth);
    await link.transmit(fromHex("00A4020C020017"));
    await link.transmit(fromHex(`802A008033${"30".repeat(51)}00`));
    await link.transmit(fromHex("00A4020C020018"));
    await link.transmit(fromHex("00240180048642"));
    if (holder.pins.sign !== undefined) await client.verify(0x1b, holder.pins.sign);
    await read(client, 0x01);
  }),
  issuer("text input", TEXT_INPUT_AID, async (client, { holder, random }) => {
    await client.triesLeft(0x11);
    await client.verify(0x11, holder.pins.text);
    await read(client, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07);
    await client.prove(fromHex("00"));
    // A card of short APDUs cannot take the session key (card-facts 1.5): no session then.
    const open = await client.protect(random).then(
      () => true,
      () => false,
    );
    if (!open) return;
    await client.verify(0x11, holder.pins.text);
    await read(client, 0x01, 0x02);
  }),
  issuer("visual", VISUAL_AID, async (client) => {
    await client.verify(0x13, "000000000000").catch(() => {});
    await client.verify(0x12, "00000000000000").catch(() => {});
    await read(client, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06);
  }),
  ...(
    [
      ["common", COMMON_AID, "common"],
      ["juki", JUKI_AID, "juki"],
    ] as const
  ).map(([name, aid, pin]) =>
    issuer(name, aid, async (client, { link, holder }) => {
      await client.verify(0x1c, holder.pins[pin]);
      await link.transmit(fromHex("00B2010C00"));
      await link.transmit(fromHex("8032009C0431323334"));
    }),
  ),
  {
    name: "loose commands",
    from: "any",
    run: async ({ link }) => {
      for (const command of LOOSE) await link.transmit(fromHex(command));
    },
  },
];
