import type { Bilingual } from "../api/contract/index.js";

/** A service of the list in the guide's II.4: what the system itself offers (R-SVC-14). */
export interface OfferedService {
  /** Never printed without the name of its list: I.1 has marks of its own. */
  readonly mark: "II.4-①" | "II.4-②" | "II.4-③";
  readonly name: Bilingual;
  /** The interface alone is specified (R-IF-01). */
  readonly interfaceOnly: boolean;
}

/** A service of the list in the guide's I.1: examples, neither all nor wanted of anybody (R-SVC-18). */
export interface ExampleService {
  readonly number: number;
  readonly mark: `I.1-${string}`;
  readonly name: Bilingual;
  /** The marks of II.4 by which the system offers it; none: it is a municipality's own service (R-EXT-01). */
  readonly offeredAs: readonly OfferedService["mark"][];
}

export const offeredServices: readonly OfferedService[] = [
  { mark: "II.4-①", name: { ja: "コンビニ交付サービス", en: "convenience-store issuing" }, interfaceOnly: false },
  { mark: "II.4-②", name: { ja: "自動交付機によるサービス", en: "automatic issuing machines" }, interfaceOnly: true },
  { mark: "II.4-③", name: { ja: "図書館サービス", en: "library" }, interfaceOnly: true },
];

const own = (number: number, mark: string, ja: string, en: string): ExampleService => ({
  ...{ number, mark: `I.1-${mark}`, name: { ja, en }, offeredAs: [] },
});

/** I.1-① and I.1-② are served by one certificate application, through kiosk and machine. */
const CERTIFICATES = ["II.4-①", "II.4-②"] as const;

/** I.1-⑪ is open: any further service stands under it. */
export const exampleServices: readonly ExampleService[] = [
  { ...own(1, "①", "印鑑登録証明", "seal registration certificate"), offeredAs: CERTIFICATES },
  { ...own(2, "②", "証明書自動交付", "automatic issuing of certificates"), offeredAs: CERTIFICATES },
  { ...own(3, "③", "図書館カード", "library card"), offeredAs: ["II.4-③"] },
  own(4, "④", "公共施設予約", "booking of public facilities"),
  own(5, "⑤", "申請書自動作成", "automatic filling of application forms"),
  own(6, "⑥", "検診・健康診断等", "medical check-ups"),
  own(7, "⑦", "避難者確認", "confirmation of evacuees"),
  own(8, "⑧", "各種ポイント", "points"),
  own(9, "⑨", "救急支援", "emergency support"),
  own(10, "⑩", "地域通貨", "local currency"),
  own(11, "⑪", "その他（スポーツ施設予約・病院診察カード等）", "others: sports facilities, hospital cards and so on"),
];

/** The example that a municipality's service stands under; the open entry where it names none. */
export const exampleOf = (number: number | undefined): ExampleService =>
  exampleServices.find((one) => one.number === number) ?? exampleServices[10]!;

/** `offered`: by the system itself, under a mark of II.4; `own`: a municipality's own service (R-SVC-13, R-EXT-01). */
export const classOf = ({ offeredAs }: ExampleService): "offered" | "own" => (offeredAs.length > 0 ? "offered" : "own");

/** The examples, or those of them that the system itself offers: exactly I.1-①, ② and ③ (R-SVC-13). */
export const examplesOf = (filter: "all" | "offered"): readonly ExampleService[] =>
  exampleServices.filter((one) => filter === "all" || classOf(one) === "offered");
