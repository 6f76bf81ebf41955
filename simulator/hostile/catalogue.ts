import type { RandomSource } from "#card/ports/random.js";
import type { VirtualCard } from "../kernel/virtual-card.js";
import {
  answersInClear,
  impostor,
  type Overheard,
  olderProtocol,
  otherKeyVersion,
  parameterLowered,
  replaying,
  turncoat,
  withoutResponseMac,
} from "./forgeries.js";
import {
  cutObjects,
  echo,
  empty,
  endlessMore,
  endlessWrongLength,
  garbage,
  huge,
  indefiniteObjects,
  nestedObjects,
  shapeless,
  silent,
  yes,
} from "./nonsense.js";
import { type Answering, PosingCard } from "./posing-card.js";

/** What a hostile card is made of. */
export interface HostileMaterial {
  /** The true card that it poses as, stands in front of, or was read from. */
  readonly behind: VirtualCard;
  /** Sessions of that card which were overheard. */
  readonly overheard: readonly Overheard[];
  readonly random: RandomSource;
}

/** Time that the slow card takes for each answer: longer than any reader waits. */
const SLOW_MS = 3_600_000;

interface Row {
  readonly en: string;
  readonly ja: string;
  readonly answering: (material: HostileMaterial) => Answering;
  readonly tookMs?: number;
}

/** Time that the dawdling card takes for each answer: a little less than a reader waits. */
const DAWDLING_MS = 9_000;

const always = (answering: Answering) => () => answering;

const ROWS = {
  impostor: {
    en: "a clone: everything that can be read, no key",
    ja: "読める情報だけを複製し、鍵を持たないカード",
    answering: ({ random }) => impostor(random),
  },
  replay: {
    en: "plays sessions that were overheard",
    ja: "盗聴した通信を再生するカード",
    answering: ({ overheard }) => replaying(overheard),
  },
  "parameter-lowered": {
    en: "in between: says that answers cannot be protected",
    ja: "中間者: 応答保護に対応しないと偽る",
    answering: always(parameterLowered),
  },
  "older-protocol": {
    en: "in between: says SCP02 where SCP03 is spoken",
    ja: "中間者: SCP03のカードをSCP02と偽る",
    answering: always(olderProtocol),
  },
  "other-key-version": {
    en: "in between: another key version than was asked for",
    ja: "中間者: 要求と異なる鍵の版を示す",
    answering: always(otherKeyVersion),
  },
  "without-response-mac": {
    en: "in between: takes the MAC from answers",
    ja: "中間者: 応答の認証値を取り除く",
    answering: always(withoutResponseMac),
  },
  "answers-in-clear": {
    en: "in between: answers secured commands in clear",
    ja: "中間者: 保護されたコマンドに平文で応答する",
    answering: always(answersInClear),
  },
  turncoat: {
    en: "another card number at the second reading",
    ja: "2回目以降は別のカード番号を名乗るカード",
    answering: () => turncoat(),
  },
  garbage: { en: "random octets", ja: "乱数だけを返すカード", answering: ({ random }) => garbage(random) },
  shapeless: { en: "one octet for every answer", ja: "1オクテットだけ返すカード", answering: always(shapeless) },
  huge: { en: "65,538 octets for every answer", ja: "常に最長の応答を返すカード", answering: always(huge) },
  "endless-more": { en: "61xx without end", ja: "61xxを返し続けるカード", answering: always(endlessMore) },
  "endless-wrong-length": {
    en: "6Cxx without end",
    ja: "6Cxxを返し続けるカード",
    answering: always(endlessWrongLength),
  },
  "cut-objects": {
    en: "data objects cut in their middle",
    ja: "途中で切れたTLVを返すカード",
    answering: always(cutObjects),
  },
  "indefinite-objects": {
    en: "data objects of indefinite length",
    ja: "不定長のTLVを返すカード",
    answering: always(indefiniteObjects),
  },
  "nested-objects": {
    en: "data objects nested without end",
    ja: "際限なく入れ子のTLVを返すカード",
    answering: always(nestedObjects),
  },
  yes: { en: "9000 to everything", ja: "すべてに9000と答えるカード", answering: always(yes) },
  echo: { en: "sends back what it is sent", ja: "送られたものをそのまま返すカード", answering: always(echo) },
  silent: { en: "no answer at all", ja: "何も答えないカード", answering: always(silent) },
  empty: {
    en: "an answer without octets, at once",
    ja: "空の応答を即座に返すカード",
    answering: always(empty),
  },
  dawdling: {
    en: "nine seconds for every answer: each in time, all together without end",
    ja: "毎回9秒かけて応答し、全体として終わらせないカード",
    answering: always((command, ask) => ask(command)),
    tookMs: DAWDLING_MS,
  },
  slow: {
    en: "an hour for every answer",
    ja: "応答に1時間かかるカード",
    answering: always((command, ask) => ask(command)),
    tookMs: SLOW_MS,
  },
} as const satisfies Readonly<Record<string, Row>>;

export type HostileKind = keyof typeof ROWS;

/** The kinds of hostile cards, in the order of the catalogue. */
export const HOSTILE_KINDS = Object.keys(ROWS) as readonly HostileKind[];

/** What a kind of hostile card does, for people. */
export function hostileTitle(kind: HostileKind): { readonly en: string; readonly ja: string } {
  const { en, ja } = ROWS[kind];
  return { en, ja };
}

/** A card that means harm, or is broken in the way that harm would choose (R-CARD-11). */
export function hostileCard(kind: HostileKind, material: HostileMaterial): VirtualCard {
  const { answering, tookMs }: Row = ROWS[kind];
  return new PosingCard(material.behind, answering(material), tookMs === undefined ? {} : { tookMs });
}
