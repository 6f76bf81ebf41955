import { toHex } from "#card/bytes/bytes.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { gpDriver } from "../globalplatform/driver.js";
import { selectRegionalDomain } from "../globalplatform/list.js";
import { isoFsDriver } from "../iso-fs/driver.js";
import { type DialectRow, dialectTable } from "./table.js";

/** The first row whose ATR pattern fits the whole ATR. */
export function findRow(atr: Uint8Array, table: readonly DialectRow[] = dialectTable): DialectRow | undefined {
  const text = toHex(atr);
  return table.find((row) => row.atr.length === text.length && new RegExp(`^${row.atr}$`).test(text));
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
  const row = findRow(atr, table);
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
