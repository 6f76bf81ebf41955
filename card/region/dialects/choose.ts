import { fromHex, toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { gpDriver } from "../globalplatform/driver.js";
import { isoFsDriver } from "../iso-fs/driver.js";
import { selectRegionalDomain } from "../list.js";
import { type CardProbe, type DialectRow, dialectTable } from "./table.js";

/** True for hexadecimal digits of which each is the pattern's, or stands for a dot; a `*` at its end takes any rest. */
function fits(text: string, pattern: string): boolean {
  const open = pattern.endsWith("*");
  const digits = open ? pattern.slice(0, -1) : pattern;
  if (open ? text.length < digits.length : text.length !== digits.length) return false;
  return [...digits].every((digit, index) => digit === "." || digit === text[index]);
}

/** Every row whose ATR pattern fits the whole ATR, in the table's order. */
export function rowsOf(atr: Uint8Array, table: readonly DialectRow[] = dialectTable): readonly DialectRow[] {
  const text = toHex(atr);
  return table.filter((row) => fits(text, row.atr));
}

/** The row for an ATR as far as the ATR alone tells: the first that fits and asks the card nothing. */
export function findRow(atr: Uint8Array, table: readonly DialectRow[] = dialectTable): DialectRow | undefined {
  return rowsOf(atr, table).find(({ probe }) => probe === undefined);
}

async function answersAsSaid(link: CardLink, probe: readonly CardProbe[]): Promise<boolean> {
  for (const { command, answer } of probe) {
    if (!fits(toHex(await link.transmit(fromHex(command))), answer)) return false;
  }
  return true;
}

/** The row of a card: the first whose ATR pattern fits the whole ATR and whose probe, where it has one, is answered as it says. */
export async function askRow(
  atr: Uint8Array,
  link: CardLink,
  table: readonly DialectRow[] = dialectTable,
): Promise<DialectRow | undefined> {
  for (const row of rowsOf(atr, table)) {
    if (row.probe === undefined || (await answersAsSaid(link, row.probe))) return row;
  }
  return undefined;
}

/**
 * The driver for a card, by its ATR and then by what the card itself answers. Reads only; a card that no row fits,
 * whose dialect has no driver, or that has no regional area is `card.unsupported`.
 */
export async function chooseDriver(
  atr: Uint8Array,
  link: CardLink,
  random: RandomSource,
  table: readonly DialectRow[] = dialectTable,
): Promise<CardDriver> {
  const row = await askRow(atr, link, table);
  if (row === undefined) throw cardErrors.error("unsupported", { atr: toHex(atr) });
  const { model, kind } = row;
  switch (model.dialect) {
    case "gp-scp03":
    case "gp-scp02":
      await selectRegionalDomain(link);
      return gpDriver(model, kind, random);
    case "iso-fs":
      await selectRegionalDomain(link);
      return isoFsDriver(model, kind, random);
  }
}
