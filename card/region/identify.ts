import { toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { readTlv } from "#card/iso7816/tlv.js";
import type { CardLink } from "#card/reader/card-link.js";
import { ISSUER_DOMAIN_AID } from "./aids.js";
import type { CardIdentity, CardKind, Dialect } from "./card-driver.js";
import { cardErrors } from "./card-errors.js";
import { getObject, select } from "./clear-commands.js";

/** Tags of the issuer security domain: ISO/IEC 7816-6 CIN; municipality and expiry as card-facts 1.6 lists them. */
const CIN = 0x45;
/** Octets of a card number that are taken: it goes into records, logs and key derivations. */
const MAX_CIN = 32;
const MUNICIPALITY = 0xf0;
const EXPIRY = 0xf2;

/** The object's value: cards answer GET DATA with the bare value or with tag and length around it. */
function bareValue(octets: Uint8Array, tag: number): Uint8Array {
  try {
    const object = readTlv(octets);
    if (object.tag === tag && object.end === octets.length) return object.value;
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
  }
  return octets;
}

async function digits(link: CardLink, tag: number, count: number): Promise<string | undefined> {
  const octets = await getObject(link, tag, 0x00);
  const text = octets === undefined ? "" : String.fromCharCode(...bareValue(octets, tag));
  return new RegExp(`^[0-9]{${count}}$`).test(text) ? text : undefined;
}

/** Who the card is, by GET DATA from the issuer security domain, or from what else its dialect has the issuer's objects in. Throws `card.unsupported` for a card without a CIN. */
export async function identify(
  link: CardLink,
  kind: CardKind,
  dialect: Dialect,
  holder: Uint8Array = ISSUER_DOMAIN_AID,
): Promise<CardIdentity> {
  if (!(await select(link, holder))) throw cardErrors.error("unsupported", { missing: "issuer domain" });
  const answer = await getObject(link, CIN, 0x00);
  const cin = bareValue(answer ?? new Uint8Array(0), CIN);
  if (cin.length === 0) throw cardErrors.error("unsupported", { missing: "CIN" });
  if (cin.length > MAX_CIN) throw cardErrors.error("unsupported", { field: "CIN", size: cin.length });
  const issuerMunicipality = await digits(link, MUNICIPALITY, 5);
  const expiry = await digits(link, EXPIRY, 8);
  return {
    cardId: toHex(cin),
    kind,
    dialect,
    ...(issuerMunicipality === undefined ? {} : { issuerMunicipality }),
    ...(expiry === undefined ? {} : { expiry }),
  };
}
