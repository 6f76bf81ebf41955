import type { Face, OfferView, Open, Said, Screen } from "../faces.js";
import { type Child, h } from "./element.js";
import { PICTURES } from "./pictures.js";
import { pad } from "./pin-pad.js";
import type { Language, Texts } from "./texts.js";

/** What the page itself knows: language, colours, what is looked at before it is sent. Never a PIN: that is the pad's. */
export interface View {
  readonly screen: Screen;
  readonly language: Language;
  readonly texts: Texts;
  /** The certificate whose price is shown before it is taken. */
  readonly looking: OfferView | undefined;
}

export interface Hands {
  pin(pin: string): void;
  look(offer: OfferView | undefined): void;
  choose(kind: string): void;
  insert(yen: number): void;
  cancel(): void;
}

const MONEY = [1_000, 500, 100, 50, 10] as const;

const heading = (text: string): HTMLElement => h("h1", { tabindex: "-1" }, text);
const more = (text: string): HTMLElement => h("p", { class: "more" }, text);
const beside = (picture: Node, ...words: readonly Child[]): HTMLElement =>
  h("div", { class: "beside" }, picture, h("div", { class: "words" }, ...words));

const reasonOf = (reason: Said, language: Language): readonly Child[] => {
  const { cause, remedy } = reason[language];
  const sentence = (text: string) =>
    `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.。]$/.test(text) ? "" : language === "ja" ? "。" : "."}`;
  return [h("p", { class: "cause" }, sentence(cause)), more(sentence(remedy))];
};

/** Number of the step of a face, from 0; undefined before and after a visit. */
export function stepOf({ name }: Face, looking: boolean): number | undefined {
  if (name === "reading") return 0;
  if (name === "pin" || name === "checking") return 1;
  if (name === "choose") return looking ? 3 : 2;
  if (name === "pay") return 3;
  return name === "issuing" || name === "printing" || name === "done" ? 4 : undefined;
}

/** The middle of the page. */
export function faceOf({ screen, language, texts, looking }: View, hands: Hands): readonly Child[] {
  const { face } = screen;
  switch (face.name) {
    case "welcome":
      return [beside(PICTURES.place(), heading(texts.welcome), more(texts.welcomeMore))];
    case "closed":
      return [beside(PICTURES.closed(), heading(texts.closed), times(face, texts), ...reasonOf(face.reason, language))];
    case "reading":
      return [beside(PICTURES.reading(), heading(texts.reading), more(texts.readingMore))];
    case "checking":
      return [beside(PICTURES.reading(), heading(texts.checking), more(texts.readingMore))];
    case "pin":
      return [
        heading(texts.pin),
        face.triesLeft === undefined
          ? more(texts.pinMore)
          : h(
              "p",
              { class: "wrong", role: "alert" },
              face.triesLeft > 0 ? texts.triesLeft(face.triesLeft) : texts.wrongPin,
            ),
        pad(texts, hands.pin),
        h("p", { class: "hint" }, texts.safe),
      ];
    case "choose":
      return looking === undefined
        ? offers(face.offers, language, texts, hands)
        : confirm(looking, language, texts, hands);
    case "pay": {
      const { fee, paid } = face;
      const money = (yen: number) => {
        const shape = yen === 1_000 ? "note" : "coin";
        const onclick = () => hands.insert(yen);
        return h("button", { type: "button", name: `yen-${yen}`, class: shape, onclick }, texts.yen(yen));
      };
      return [
        heading(texts.pay),
        more(texts.payMore),
        h(
          "div",
          { class: "slotted" },
          figures([
            [texts.certificate, face.title[language]],
            [texts.total, texts.yen(fee)],
            [texts.paid, texts.yen(paid)],
            [texts.missing, texts.yen(Math.max(0, fee - paid))],
          ]),
          h("div", { class: "money" }, ...MONEY.map(money)),
        ),
      ];
    }
    case "issuing":
      return [beside(PICTURES.printing(), heading(texts.issuing), more(texts.printingMore))];
    case "printing":
      return [
        beside(
          PICTURES.printing(),
          heading(texts.printing),
          h("p", { class: "cause" }, face.title[language]),
          more(texts.printingMore),
        ),
      ];
    case "done":
      return [
        beside(
          PICTURES.done(),
          heading(face.cardInside ? texts.done : texts.thanks),
          h("p", { class: "cause" }, face.title[language]),
          more(texts.doneMore),
          face.change > 0 && more(texts.change(texts.yen(face.change))),
        ),
        left(screen, texts, face.cardInside),
      ];
    case "ended":
      return [
        beside(
          PICTURES[face.why === "cancelled" ? "pulled" : face.why](),
          heading(texts[face.why]),
          times(face, texts),
          h("div", { role: "alert" }, ...reasonOf(face.reason, language)),
          face.refunded > 0 && more(texts.refunded(texts.yen(face.refunded))),
        ),
        left(screen, texts, face.cardInside),
      ];
  }
}

const times = ({ hours }: { readonly hours?: Open }, texts: Texts): Child =>
  hours && h("p", { class: "cause" }, texts.hours(hours.from, hours.until));

/** That the card is still there. */
const left = ({ forgotten }: Screen, texts: Texts, cardInside: boolean): Child =>
  cardInside &&
  h("p", { class: forgotten ? "take forgotten" : "take", role: "alert" }, forgotten ? texts.forgotten : texts.takeCard);

const price = (fee: number, texts: Texts): string => (fee === 0 ? texts.free : texts.yen(fee));

function offers(all: readonly OfferView[], language: Language, texts: Texts, hands: Hands): readonly Child[] {
  const button = (offer: OfferView) => {
    const { kind, title, fee, refused } = offer;
    const why = refused && `${kind}-refused`;
    return h(
      "li",
      {},
      h(
        "button",
        {
          ...{
            type: "button",
            name: kind,
            class: "offer",
            "aria-disabled": refused ? "true" : undefined,
            "aria-describedby": why,
          },
          onclick: () => refused === undefined && hands.look(offer),
        },
        h("span", { class: "title", lang: language }, title[language]),
        h("span", { class: "price" }, price(fee, texts)),
      ),
      refused && h("p", { id: why, class: "refused" }, refused[language].cause),
    );
  };
  return [heading(texts.choose), more(texts.chooseMore), h("ul", { class: "offers" }, ...all.map(button))];
}

function confirm({ kind, title, fee }: OfferView, language: Language, texts: Texts, hands: Hands): readonly Child[] {
  return [
    heading(texts.confirm),
    figures([
      [texts.certificate, title[language]],
      [texts.copies, texts.one],
      [texts.fee, price(fee, texts)],
      [texts.total, price(fee, texts)],
    ]),
    h(
      "div",
      { class: "choices" },
      h("button", { type: "button", name: "back", class: "quiet", onclick: () => hands.look(undefined) }, texts.back),
      h("button", { type: "button", name: "go-on", class: "main", onclick: () => hands.choose(kind) }, texts.goOn),
    ),
  ];
}

const figures = (rows: readonly (readonly [string, string])[]): HTMLElement =>
  h("dl", { class: "figures" }, ...rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
