import { type CardAppSession, openCardApp } from "#card/region/card-app-session.js";
import type { CardDriver } from "#card/region/card-driver.js";
import { changeIssuerPin, type IssuerPin, issuerPins, selectPin, verifyIssuerPin } from "./issuer-pins.js";
import type { Materials, SweptApplication } from "./materials.js";
import type { SweepCard } from "./sweep-card.js";

/** What an operation is done with. */
export interface Stage {
  readonly on: SweepCard;
  readonly driver: CardDriver;
  readonly materials: Materials;
}

/** One thing done to the card at a time; the acts of an operation follow each other on one card. */
export interface Act {
  readonly name: string;
  readonly run: () => Promise<void>;
  /**
   * The same with the right secret in place of a wrong one. Until a try has been taken, the card must do the same in both:
   * otherwise a thief who tears the card at the difference has learned something for nothing.
   */
  readonly twin?: () => Promise<void>;
}

/** A row of the sweep's table. */
export interface Operation {
  readonly name: string;
  readonly title: { readonly en: string; readonly ja: string };
  /** The operation whose end this one begins with; a newly issued card when absent. */
  readonly after?: string;
  /** Done on a card of the same vendor that has no octet to spare. */
  readonly tight?: true;
  /** Whether it may give back tries or lift a lock: what it is there for, or the end of the application. */
  readonly givesTries: boolean;
  /** Brings the card from the end of `after` to where the operation begins. Not torn. */
  readonly prepare?: (stage: Stage) => Promise<void>;
  readonly acts: (stage: Stage) => readonly Act[];
}

const open = ({ on }: Stage, { pkg, serviceKeys }: SweptApplication): Promise<CardAppSession> =>
  openCardApp(on, pkg.aid, serviceKeys, on.hostRandom);

/** Whatever the card says of a secret: the sweep looks at what it does. */
async function tryPin(session: CardAppSession, pin: string): Promise<void> {
  await session.verifyPin(pin).catch(() => undefined);
}

async function load({ on, driver, materials }: Stage, { pkg }: SweptApplication): Promise<void> {
  await driver.load(on, materials.first.keys, pkg);
}

const own = ({ materials }: Stage): SweptApplication => materials.own;

/** A single act of the operation's own name. */
const only = (run: (stage: Stage) => Promise<void>) => (stage: Stage) => [{ name: "", run: () => run(stage) }];

async function handOver({ on, driver, materials }: Stage): Promise<void> {
  const { first, second } = materials;
  const { setBy: _kept, ...succession } = second.setting;
  await driver.handOver(on, { current: first.keys, next: second.keys }, succession);
}

function wrongPinActs(stage: Stage): Act[] {
  const application = own(stage);
  const attempt = (pin: string) => async () => tryPin(await open(stage, application), pin);
  return Array.from({ length: application.pkg.pin.tries }, (_, index) => ({
    name: `try ${index + 1}`,
    run: attempt(application.wrongPin),
    twin: attempt(application.pin),
  }));
}

/** The issuer's secrets that are on this card and not blocked from issuance: a Juki card has fewer. */
function pinsOn({ on }: Stage): readonly IssuerPin[] {
  return issuerPins(on.person).filter(
    (pin) => on.card.transmit(selectPin(pin))[0] === 0x90 && on.card.transmit(verifyIssuerPin(pin))[1] !== 0xc0,
  );
}

function issuerWrongPinActs(stage: Stage): Act[] {
  const { on } = stage;
  const attempt = (pin: IssuerPin, value: string) => async () => {
    await on.transmit(selectPin(pin));
    await on.transmit(verifyIssuerPin(pin, value));
  };
  return pinsOn(stage).flatMap((pin) =>
    Array.from({ length: pin.tries }, (_, index) => ({
      name: `${pin.name}, try ${index + 1}`,
      run: attempt(pin, pin.wrong),
      twin: attempt(pin, pin.right),
    })),
  );
}

function issuerChangePinActs(stage: Stage): Act[] {
  const { on } = stage;
  return pinsOn(stage)
    .filter(({ next }) => next !== undefined)
    .map((pin) => ({
      name: pin.name,
      run: async () => {
        await on.transmit(selectPin(pin));
        await on.transmit(verifyIssuerPin(pin, pin.wrong));
        await on.transmit(verifyIssuerPin(pin, pin.right));
        await on.transmit(changeIssuerPin(pin, pin.next!));
      },
    }));
}

/** Everything that writes to a card, in the order of its life. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: "set-area",
    title: { en: "set the area", ja: "領域設定" },
    givesTries: false,
    acts: only(({ on, driver, materials: { settingKeys, first } }) =>
      driver.setArea(on, { setting: settingKeys, area: first.keys }, first.setting),
    ),
  },
  {
    name: "load",
    title: { en: "load an application", ja: "カードAP搭載" },
    after: "set-area",
    givesTries: false,
    prepare: async (stage) => {
      const { filler, fillerGoes, neighbour, first } = stage.materials;
      await load(stage, filler);
      await load(stage, neighbour);
      if (fillerGoes) await stage.driver.remove(stage.on, first.keys, filler.pkg.aid);
    },
    acts: only((stage) => load(stage, own(stage))),
  },
  {
    name: "compact",
    title: { en: "load where free octets lie scattered", ja: "空きの断片を詰めながらの搭載" },
    after: "set-area",
    tight: true,
    givesTries: false,
    prepare: async (stage) => {
      const { pebble, boulder, first } = stage.materials;
      await load(stage, pebble);
      await load(stage, boulder);
      await stage.driver.remove(stage.on, first.keys, pebble.pkg.aid);
    },
    acts: only((stage) => load(stage, stage.materials.bulky)),
  },
  {
    name: "personalise",
    title: { en: "personalise it", ja: "個別化" },
    after: "load",
    givesTries: false,
    acts: only((stage) => {
      const { pkg, serviceKeys, records } = own(stage);
      return stage.driver.personalise(stage.on, stage.materials.first.keys, pkg.aid, { serviceKeys, records });
    }),
  },
  {
    name: "set-pin",
    title: { en: "set its PIN", ja: "暗証番号設定" },
    after: "personalise",
    givesTries: true,
    acts: only((stage) => {
      const { pkg, pin } = own(stage);
      return stage.driver.setPin(stage.on, stage.materials.first.keys, pkg.aid, pin);
    }),
  },
  {
    name: "update-record",
    title: { en: "update a record", ja: "レコード更新" },
    after: "set-pin",
    givesTries: false,
    acts: only(async (stage) => {
      const session = await open(stage, own(stage));
      await session.updateRecord(1, 1, Uint8Array.of(0xca, 0xfe));
    }),
  },
  {
    name: "wrong-pin",
    title: { en: "wrong PIN until locked", ja: "暗証番号誤り（ロックまで）" },
    after: "set-pin",
    givesTries: false,
    acts: wrongPinActs,
  },
  {
    name: "right-pin",
    title: { en: "right PIN after a wrong one", ja: "誤りの後の正しい暗証番号" },
    after: "set-pin",
    givesTries: true,
    prepare: async (stage) => tryPin(await open(stage, own(stage)), own(stage).wrongPin),
    acts: only(async (stage) => (await open(stage, own(stage))).verifyPin(own(stage).pin)),
  },
  {
    name: "change-pin",
    title: { en: "change the PIN", ja: "暗証番号変更" },
    after: "set-pin",
    givesTries: true,
    acts: only(async (stage) => {
      const session = await open(stage, own(stage));
      await session.verifyPin(own(stage).pin);
      await session.changePin(own(stage).nextPin);
    }),
  },
  {
    name: "lock-pin",
    title: { en: "lock the application", ja: "カードAPロック" },
    after: "set-pin",
    givesTries: false,
    acts: only((stage) => stage.driver.lockPin(stage.on, stage.materials.first.keys, own(stage).pkg.aid)),
  },
  {
    name: "unlock-pin",
    title: { en: "unlock it with a new PIN", ja: "ロック解除（暗証番号再設定）" },
    after: "lock-pin",
    givesTries: true,
    acts: only((stage) =>
      stage.driver.setPin(stage.on, stage.materials.first.keys, own(stage).pkg.aid, own(stage).nextPin),
    ),
  },
  {
    name: "put-key",
    title: { en: "hand the area over (PUT KEY)", ja: "領域の引き渡し" },
    after: "set-pin",
    givesTries: false,
    acts: only(handOver),
  },
  {
    name: "move",
    title: { en: "move: hand over, then the new home's load", ja: "引越継続（引き渡しと転入先の搭載）" },
    after: "set-pin",
    givesTries: false,
    acts: (stage) => [
      { name: "hand-over", run: () => handOver(stage) },
      {
        name: "load",
        run: () => stage.driver.load(stage.on, stage.materials.second.keys, stage.materials.successor.pkg),
      },
      {
        name: "personalise",
        run: () => {
          const { pkg, serviceKeys, records } = stage.materials.successor;
          return stage.driver.personalise(stage.on, stage.materials.second.keys, pkg.aid, { serviceKeys, records });
        },
      },
    ],
  },
  {
    name: "delete",
    title: { en: "delete an application", ja: "カードAP削除" },
    after: "set-pin",
    givesTries: true,
    prepare: async (stage) => {
      const { filler, fillerGoes } = stage.materials;
      // Something behind it as well: what goes then leaves a gap.
      if (fillerGoes) await load(stage, filler);
    },
    acts: only((stage) => stage.driver.remove(stage.on, stage.materials.first.keys, own(stage).pkg.aid)),
  },
  {
    name: "issuer-wrong-pin",
    title: { en: "wrong PINs of the issuer's applications", ja: "発行者APの暗証番号誤り（ロックまで）" },
    givesTries: false,
    acts: issuerWrongPinActs,
  },
  {
    name: "issuer-change-pin",
    title: { en: "change the issuer applications' PINs", ja: "発行者APの暗証番号変更" },
    givesTries: true,
    acts: issuerChangePinActs,
  },
];

/** Names of all operations, in the order of a card's life. */
export const operationNames = (): readonly string[] => OPERATIONS.map(({ name }) => name);
