import { ascii, toHex } from "#card/bytes/bytes.js";
import { TOKEN_LABEL } from "#card/myna/jpki-files.js";
import type { CardKind } from "../card-driver.js";
import type { CardModel } from "./card-model.js";

/** One thing that a card must answer for a row to be its own, where the ATR is shared: asked before anything else, and reads only. */
export interface CardProbe {
  /** Command APDU in upper-case hexadecimal. */
  readonly command: string;
  /** Whole response, status word included, as the ATR is written: a dot stands for any digit; `*` at the end for any rest. */
  readonly answer: string;
}

/** One row of the dialect table: which cards it is for, and how they are driven. */
export interface DialectRow {
  /** ATR in upper-case hexadecimal; a dot stands for any digit. */
  readonly atr: string;
  /** All of them must be answered so, in their order. */
  readonly probe?: readonly CardProbe[];
  readonly kind: CardKind;
  readonly model: CardModel;
  /** Where the ATR was read, or that it is a fictional vendor's. */
  readonly source: string;
}

/** R-MAC and R-ENCRYPTION (Amendment D, table 5-1). */
const PROTECTED_ANSWERS = 0x60;

const scp03 = (keyLength: 16 | 24 | 32, protection = 0): CardModel => ({
  dialect: "gp-scp03",
  mode: "S8",
  maxCommandData: 255,
  keyLength,
  protection,
});

const SCP02: CardModel = { dialect: "gp-scp02" };

const isoFs = (keyLength: 16 | 24 | 32): CardModel => ({ dialect: "iso-fs", keyLength });

/**
 * What tells a Juki card from a My Number card of the same ATR: the label of its JPKI token, `JPKIAPICCTOKEN` without the 2 (card-facts 1.3).
 * SELECT of 公的個人認証AP, then the label's 32 octets from EF 0006.
 */
const JUKI_TOKEN: readonly CardProbe[] = [
  { command: "00A4040C0AD392F000260100000001", answer: "9000" },
  { command: "00B0860020", answer: `${toHex(ascii(TOKEN_LABEL.jukiCard.padEnd(32)))}9000` },
];

/**
 * Every My Number card carries 公的個人認証AP, with certificates or without; a Juki card only if its holder asked for them. So of two kinds
 * with one ATR a card without it is a Juki card.
 */
const JPKI_CARD: readonly CardProbe[] = [{ command: "00A4040C0AD392F000260100000001", answer: "9000" }];

const juki = (atr: string, probe?: readonly CardProbe[]): DialectRow => ({
  atr,
  ...(probe && { probe }),
  kind: "juki",
  model: SCP02,
  source: "pcsc-tools list: JUKICARD",
});

const myna = (atr: string, source: string, model = scp03(16)): DialectRow => ({ atr, kind: "myna", model, source });

/**
 * The dialect of each card model, first match wins. The ATRs are those of public lists (card-facts 1.1) or of our own fictional
 * vendors; which dialect a card speaks in its regional area, and with which keys, is our assumption, and the regional area itself
 * is asked before anything else is done.
 */
export const dialectTable: readonly DialectRow[] = [
  juki("3BE000FF8131FE4514", JUKI_TOKEN),
  { ...myna("3BE000FF8131FE4514", "OpenSC, card-jpki.c", scp03(16, PROTECTED_ANSWERS)), probe: JPKI_CARD },
  juki("3BE000FF8131FE4514"),
  myna("3BDA13FF8131FB468012392F31C173C601C03B", "OpenSC, JPKI(02)", scp03(32, PROTECTED_ANSWERS)),
  myna("3BC5FF8131FB458073C6010000", "OpenSC, JPKI(03)"),
  myna("3BF59100FF918171FE400042000100D1D6", "OpenSC, JPKI(04)"),
  myna("3BF59100FF918171FE4000420001B3A115", "OpenSC, JPKI(05)", SCP02),
  myna("3B8880014D474B010081D10019", "ours: contactless ATR of the fictional Kikyo card", SCP02),
  myna("3BE700FF8131FE45806553554D4952A6", "ours: the fictional Sumire card", SCP02),
  myna("3B8880014D4753010081D10001", "ours: contactless ATR of the fictional Sumire card", SCP02),
  juki("3B888001000014E0B38191005E"),
  myna(
    "3B888001000041E0B381A1003B",
    "OpenSC, JPKI(07): the card of JPKI(02), as assumed",
    scp03(32, PROTECTED_ANSWERS),
  ),
  myna("3B8880010000..E0B381A100..", "OpenSC, JPKI(06)", scp03(16, PROTECTED_ANSWERS)),
  myna("3B888001004B51FF..81D100..", "OpenSC, JPKI(08)"),
  myna("3B888001004B51FFB381D1000F", "OpenSC, JPKI(09)"),
  myna("3BD913FF8131FE45414A495341492D46531F", "ours: the fictional ajisai card, contact", isoFs(16)),
  myna("3B888001414A495341492D467B", "ours: the fictional ajisai card, contactless", isoFs(16)),
  myna("3BD913FF8131FE454E4144455348494B4F66", "ours: the fictional nadeshiko card, contact", isoFs(32)),
  myna("3B8880014E4144455348494B1E", "ours: the fictional nadeshiko card, contactless", isoFs(32)),
];
