import { type KeyObject, sign } from "node:crypto";
import { ascii, concat, uintBE } from "#card/bytes/bytes.js";
import { tlv } from "#card/iso7816/tlv.js";
import type { CardAppContent, CardAppPackage } from "../package.js";
import { checkContent } from "./check.js";
import { packageErrors } from "./errors.js";
import { FORMAT_VERSION, RULE_CODES, TAG } from "./format.js";
import { instanceSize } from "./size.js";

/** The signed part, `FF4D`. */
export function encodeContent(content: CardAppContent): Uint8Array {
  const files = content.files.map((file) =>
    tlv(
      TAG.FILE,
      tlv(TAG.FILE_ID, Uint8Array.of(file.id)),
      tlv(TAG.FILE_SIZE, Uint8Array.of(file.records), uintBE(file.recordSize, 2)),
      tlv(TAG.FILE_RULES, Uint8Array.of(RULE_CODES[file.access.read], RULE_CODES[file.access.update])),
    ),
  );
  return tlv(
    TAG.CONTENT,
    tlv(TAG.FORMAT, Uint8Array.of(FORMAT_VERSION)),
    tlv(TAG.AID, content.aid),
    tlv(TAG.LOAD_FILE_AID, content.loadFileAid),
    tlv(TAG.MUNICIPALITY, ascii(content.municipality)),
    tlv(TAG.VERSION, ascii(content.version)),
    tlv(TAG.SERVICE_KEY, Uint8Array.of(content.serviceKey.version, content.serviceKey.length)),
    tlv(TAG.PIN, Uint8Array.of(content.pin.tries, content.pin.minLength, content.pin.maxLength)),
    ...files,
    tlv(TAG.SIZE, uintBE(instanceSize(content), 4)),
  );
}

/**
 * Signs a definition and gives the package that travels to the card.
 * The signature is Ed25519: EdDSA stands in the CRYPTREC e-Government recommended list (LS-0001-2022, 2023-03-30) beside
 * RSA-PSS, and takes 64 octets of the card's memory where RSA-2048 would take 256.
 * Throws `package.bad-field` and `package.wrong-key-type`.
 */
export function buildPackage(definition: CardAppContent, signingKey: KeyObject): CardAppPackage {
  checkContent(definition);
  if (signingKey.asymmetricKeyType !== "ed25519" || signingKey.type !== "private") {
    throw packageErrors.error("wrong-key-type", { type: signingKey.asymmetricKeyType ?? signingKey.type });
  }
  const content = encodeContent(definition);
  const signature = sign(null, content, signingKey);
  return {
    ...definition,
    size: instanceSize(definition),
    loadFile: concat(content, tlv(TAG.SIGNATURE, signature)),
  };
}
