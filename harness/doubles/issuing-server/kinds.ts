import type { Paper } from "../paper/paper.js";
import { dayInEra } from "../paper/paper.js";

/** One kind of certificate that a municipality issues (R-KIOSK-02 to R-KIOSK-04). Fees and layouts are examples. */
export interface CertificateKind {
  readonly id: string;
  readonly title: { readonly ja: string; readonly en: string };
  /** Yen. */
  readonly fee: number;
  /** Only for a resident whose seal is registered. */
  readonly needsSeal?: true;
  readonly statement: string;
  /** Fields of the resident, as they were handed over, in the order of the page. */
  readonly fields: readonly (keyof typeof LABELS)[];
}

const LABELS = {
  name: "氏名",
  kana: "ふりがな",
  birth: "生年月日",
  sex: "性別",
  address: "住所",
} as const;

const SEXES: Readonly<Record<string, string>> = { "1": "男", "2": "女" };

export const HOUSE_KINDS: readonly CertificateKind[] = [
  {
    id: "resident",
    title: { ja: "住民票の写し", en: "Copy of resident record" },
    fee: 300,
    statement: "この写しは、住民票の原本と相違ないことを証明する。",
    fields: ["name", "kana", "birth", "sex", "address"],
  },
  {
    id: "seal",
    title: { ja: "印鑑登録証明書", en: "Seal registration certificate" },
    fee: 300,
    needsSeal: true,
    statement: "この写しは、登録されている印影と相違ないことを証明する。",
    fields: ["name", "birth", "address"],
  },
];

const shown: Readonly<Record<string, (value: string) => string>> = {
  birth: (value) => dayInEra(value.replaceAll("-", "")),
  sex: (value) => SEXES[value] ?? "―",
};

/** The lines of a certificate from the fields that were handed over; one that was not is shown as a dash. */
export const linesOf = (kind: CertificateKind, fields: Readonly<Record<string, string>>): Paper["lines"] =>
  kind.fields.map((field) => {
    const value = fields[field] ?? "";
    return { label: LABELS[field], text: value === "" ? "" : (shown[field]?.(value) ?? value) };
  });
