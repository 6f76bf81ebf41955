import { ascii } from "#card/bytes/bytes.js";
import { requireTlv } from "#card/iso7816/tlv.js";
import { ISSUER_TAG, type IssuerData } from "../../kernel/issuer-data.js";
import type { NvmStore, NvmWrite } from "../../nvm/nvm-store.js";
import type { CardPersonalisation } from "../../people/person.js";
import { jukiCardExpiry } from "../../people/validity.js";
import type { CardProfile } from "../../profiles/profile.js";
import { OWNER } from "../card-part.js";

/** Writes the issuer's data objects at issuance (card-facts 1.6). The card id (CIN) is the card's serial in ASCII. */
export function issueIssuerData(write: NvmWrite, person: CardPersonalisation, profile: CardProfile): void {
  const { issuer, issued, expiry, serial, issuerId, chain } = person;
  const juki = profile.kind === "juki";
  const objects: (readonly [number, Uint8Array])[] = [
    [ISSUER_TAG.issuerId, issuerId],
    [ISSUER_TAG.cardId, ascii(serial)],
    [ISSUER_TAG.municipality, ascii(issuer)],
    [ISSUER_TAG.expiry, ascii(juki ? jukiCardExpiry(issued) : expiry)],
    [ISSUER_TAG.contactAtr, profile.atr.contact.subarray(1)],
  ];
  if (!juki) {
    objects.push(
      [ISSUER_TAG.intermediateKeyId, chain.intermediateKeyId],
      // The card gives the contents of the certificates without their template.
      [ISSUER_TAG.upperCertificate, requireTlv(chain.upper, 0x7f21)],
      [ISSUER_TAG.lowerCertificate, requireTlv(chain.lower, 0x7f21)],
    );
  }
  for (const [tag, value] of objects) write.put(OWNER.issuerData, tag, value);
}

/** The issuer's data objects of a card, from its NVM. */
export function issuerDataOf(nvm: NvmStore): IssuerData {
  return { get: (tag) => nvm.get(OWNER.issuerData, tag) };
}
