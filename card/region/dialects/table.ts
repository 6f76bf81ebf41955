import type { CardKind, Dialect } from "../card-driver.js";
import type { GpCardModel } from "../gp-scp03/exchange.js";

/** One row of the dialect table: which cards it is for, and how they are driven. */
export interface DialectRow {
  /** ATR in upper-case hexadecimal; a dot stands for any digit. */
  readonly atr: string;
  readonly kind: CardKind;
  readonly dialect: Dialect;
  readonly model: GpCardModel;
  /** Where the ATR was read, or that it is a fictional vendor's. */
  readonly source: string;
}

const SHORT_S8: GpCardModel = { mode: "S8", maxCommandData: 255, keyLength: 16 };

const row = (atr: string, kind: CardKind, dialect: Dialect, source: string, model = SHORT_S8): DialectRow => ({
  atr,
  kind,
  dialect,
  model,
  source,
});

/**
 * The dialect of each card model, first match wins. The ATRs are those of public lists (card-facts 1.1); that these cards
 * speak `gp-scp03` in their regional area, and with which key length, is our assumption, and the regional domain itself is asked before anything else is done.
 */
export const dialectTable: readonly DialectRow[] = [
  row("3BE000FF8131FE4514", "myna", "gp-scp03", "OpenSC, card-jpki.c"),
  row("3BDA13FF8131FB468012392F31C173C601C03B", "myna", "gp-scp03", "OpenSC, JPKI(02)", { ...SHORT_S8, keyLength: 32 }),
  row("3BC5FF8131FB458073C6010000", "myna", "gp-scp03", "OpenSC, JPKI(03)"),
  row("3BF59100FF918171FE4000420001......", "myna", "gp-scp03", "OpenSC, JPKI(04) and (05)"),
  row("3B888001000014E0B38191005E", "juki", "gp-scp02", "pcsc-tools list: JUKICARD"),
  row("3B888001000041E0B381A1003B", "myna", "gp-scp03", "OpenSC, JPKI(07): the card of JPKI(02), as assumed", {
    ...SHORT_S8,
    keyLength: 32,
  }),
  row("3B8880010000..E0B381A100..", "myna", "gp-scp03", "OpenSC, JPKI(06)"),
  row("3B888001004B51FF..81D100..", "myna", "gp-scp03", "OpenSC, JPKI(08)"),
  row("3B888001004B51FFB381D1000F", "myna", "gp-scp03", "OpenSC, JPKI(09)"),
];
