import { z } from "zod";
import { faultSchema } from "../faults/index.js";
import { traceEntry } from "../trace/index.js";
import type { CardDesk } from "./card-desk.js";
import {
  addReaderParams,
  cardView,
  cloneParams,
  createParams,
  holderView,
  insertParams,
  oneCard,
  oneReader,
  powerParams,
  readerView,
  snapshotParams,
  swapParams,
  traceFilter,
  tracingParams,
} from "./schemas.js";

/** One operation of the desk: what it takes, what it gives, what it does. Declared once for server, client, command line and page. */
export interface Operation<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly summary: { readonly en: string; readonly ja: string };
  readonly params: P;
  readonly result: R;
  run(desk: CardDesk, params: z.output<P>): z.input<R> | Promise<z.input<R>>;
}

const operation = <P extends z.ZodType, R extends z.ZodType>(declared: Operation<P, R>) => declared;
const nothing = z.strictObject({});
const done = z.strictObject({});

const armedFault = z.strictObject({
  id: z.int(),
  fault: faultSchema,
  seen: z.int().meta({ description: "exchanges or resets that fitted so far" }),
  struck: z.int(),
  spent: z.boolean().meta({ description: "it will strike no more" }),
});

export const operations = {
  "card.list": operation({
    summary: { en: "All cards of the desk.", ja: "カードの一覧。" },
    params: nothing,
    result: z.array(cardView),
    run: (desk) => [...desk.cards()],
  }),
  "card.create": operation({
    summary: { en: "Makes a card of a profile for a person.", ja: "プロファイルと人物からカードを作る。" },
    params: createParams,
    result: cardView,
    run: (desk, params) => desk.create(params),
  }),
  "card.holder": operation({
    summary: {
      en: "For whom the card was made, with the PINs that it was issued with: test equipment, nobody's secret.",
      ja: "カードの持ち主と、発行時の暗証番号（試験用であり、誰の秘密でもない）。",
    },
    params: oneCard,
    result: holderView,
    run: (desk, { card }) => {
      const { resident, pins, expiry } = desk.personOf(card);
      return {
        person: resident.id,
        title: resident.title,
        expiry,
        pins: Object.fromEntries(Object.entries(pins).filter(([, pin]) => pin !== undefined)),
      };
    },
  }),
  "card.insert": operation({
    summary: { en: "Puts a card into an empty reader.", ja: "空のリーダにカードを入れる。" },
    params: insertParams,
    result: cardView,
    run: (desk, params) => desk.insert(params),
  }),
  "card.remove": operation({
    summary: { en: "Takes a card out of its reader.", ja: "カードをリーダから取り出す。" },
    params: oneCard,
    result: cardView,
    run: (desk, { card }) => desk.remove(card),
  }),
  "card.swap": operation({
    summary: {
      en: "Puts another card in a card's place. Between two commands, a fault of kind swap does it (fault.arm).",
      ja: "カードを別のカードと入れ替える。2つのコマンドの間で入れ替えるには、種類swapの障害を使う（fault.arm）。",
    },
    params: swapParams,
    result: z.array(cardView),
    run: async (desk, params) => [...(await desk.swap(params.card, params.with))],
  }),
  "card.power": operation({
    summary: { en: "Takes the power and gives it back, or resets.", ja: "電源を切って入れ直す、またはリセットする。" },
    params: powerParams,
    result: cardView,
    run: (desk, { card, action }) => desk.power(card, action),
  }),
  "card.snapshot": operation({
    summary: { en: "Keeps the card's memory under a name.", ja: "カードのメモリに名前を付けて控えを取る。" },
    params: snapshotParams,
    result: cardView,
    run: (desk, { card, snapshot }) => desk.snapshot(card, snapshot),
  }),
  "card.restore": operation({
    summary: {
      en: "Puts a kept memory back. A card in a reader is taken out for it and put in again.",
      ja: "控えたメモリに戻す。リーダ内のカードは、いったん取り出してから入れ直す。",
    },
    params: snapshotParams,
    result: cardView,
    run: (desk, { card, snapshot }) => desk.restore(card, snapshot),
  }),
  "card.clone": operation({
    summary: {
      en: "Makes a second card with the same memory and keys: what a forger cannot do, but a test can.",
      ja: "メモリも鍵も同じ2枚目のカードを作る（偽造者にはできず、試験ならできること）。",
    },
    params: cloneParams,
    result: cardView,
    run: (desk, { card, name, stateFile }) => desk.clone(card, name, stateFile),
  }),
  "card.delete": operation({
    summary: {
      en: "Takes a card off the desk. Its state file stays.",
      ja: "カードを取り除く。状態ファイルは残る。",
    },
    params: oneCard,
    result: done,
    run: async (desk, { card }) => {
      await desk.delete(card);
      return {};
    },
  }),
  "reader.list": operation({
    summary: { en: "All readers of the desk.", ja: "リーダの一覧。" },
    params: nothing,
    result: z.array(readerView),
    run: (desk) => [...desk.readers()],
  }),
  "reader.add": operation({
    summary: { en: "Adds a reader.", ja: "リーダを追加する。" },
    params: addReaderParams,
    result: readerView,
    run: (desk, params) => desk.addReader(params),
  }),
  "reader.delete": operation({
    summary: {
      en: "Gives a reader up, the card in it taken out first.",
      ja: "リーダを取り除く（カードは先に取り出す）。",
    },
    params: oneReader,
    result: done,
    run: async (desk, { reader }) => {
      await desk.deleteReader(reader);
      return {};
    },
  }),
  "fault.arm": operation({
    summary: { en: "Lays a fault in front of a card.", ja: "カードに障害を設定する。" },
    params: oneCard.extend({ fault: faultSchema }),
    result: z.strictObject({ id: z.int() }),
    run: (desk, { card, fault }) => ({ id: desk.arm(card, fault) }),
  }),
  "fault.list": operation({
    summary: { en: "The faults of a card, and what became of them.", ja: "カードの障害と、その結果の一覧。" },
    params: oneCard,
    result: z.array(armedFault),
    run: (desk, { card }) => [...desk.faults(card)],
  }),
  "fault.clear": operation({
    summary: {
      en: "Takes one fault away, or all, and tells which of them never struck; a mute card speaks again.",
      ja: "障害を1つ、またはすべて解除し、一度も発生しなかったものを返す。応答しなくなったカードは元に戻る。",
    },
    params: oneCard.extend({ id: z.int().min(1).optional() }),
    result: z.strictObject({
      neverStruck: z.array(armedFault).meta({ description: "those of them that never struck" }),
    }),
    run: (desk, { card, id }) => ({ neverStruck: [...desk.disarm(card, id)] }),
  }),
  "trace.read": operation({
    summary: {
      en: "What passed, oldest first, as far as it is still kept.",
      ja: "保持されているやり取りを古い順に読む。",
    },
    params: traceFilter.extend({ limit: z.int().min(1).max(1000).default(1000) }),
    result: z.strictObject({
      entries: z.array(traceEntry),
      missed: z.int().meta({ description: "entries after `after` that are no longer kept" }),
      next: z.int().meta({ description: "give this as `after` to go on" }),
    }),
    run: (desk, { limit, ...filter }) => {
      const slice = desk.trace.read(filter, limit);
      return { ...slice, entries: [...slice.entries] };
    },
  }),
  "trace.clear": operation({
    summary: { en: "Lets the trace go.", ja: "トレースを消去する。" },
    params: nothing,
    result: done,
    run: (desk) => {
      desk.trace.clear();
      return {};
    },
  }),
  "trace.switch": operation({
    summary: {
      en: "Switches the trace of one card, or of all.",
      ja: "トレースの記録を、1枚またはすべてについて切り替える。",
    },
    params: tracingParams,
    result: done,
    run: (desk, params) => {
      desk.setTracing(params);
      return {};
    },
  }),
} as const;

export type OperationName = keyof typeof operations;
export type ParamsOf<N extends OperationName> = z.input<(typeof operations)[N]["params"]>;
export type ResultOf<N extends OperationName> = z.output<(typeof operations)[N]["result"]>;

/** The one that does not end by itself: its answer is one line of JSON for each entry. */
export const FOLLOW = {
  name: "trace.follow",
  summary: {
    en: "What is kept and what comes, one line of JSON for each entry, until the caller hangs up.",
    ja: "保持されている分とそれ以降を、1件1行のJSONで、切断されるまで送り続ける。",
  },
  params: traceFilter,
  result: traceEntry,
} as const;
