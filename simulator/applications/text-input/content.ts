import { fromHex } from "#card/bytes/bytes.js";
import { signWith } from "#card/myna/rsa.js";
import { filled } from "#card/myna/template.js";
import {
  encodeAttributes,
  encodeIntegrity,
  encodeNumber,
  encodeSessionKey,
  encodeSignedKey,
  encodeTextInfo,
} from "#card/myna/text-files.js";
import { verificationCodeA, verificationCodeB } from "#card/myna/verification-codes.js";
import { TEST_KEY_IDS } from "../../people/key-ids.js";
import { type CardPersonalisation, cardName } from "../../people/person.js";
import { oncePer } from "../once-per.js";

/** What stands in the files of 券面事項入力補助AP (card-facts 1.5). */
export interface TextContent {
  readonly number: Uint8Array;
  readonly attributes: Uint8Array;
  readonly integrity: Uint8Array;
  readonly certificate: Uint8Array;
  readonly applicationInfo: Uint8Array;
  readonly sessionKey: Uint8Array;
  readonly signedKey: Uint8Array;
  readonly unknown0008: Uint8Array;
  /** Secrets of the three keys, as digits. */
  readonly pin: string;
  readonly codeA: string;
  readonly codeB: string;
}

/** Room for 基本4情報, so that a move can be written; longer texts get what they need (ledger of assumptions, AS-MYNA-08). */
const ATTRIBUTES_SIZE = 512;

/** The files of a card, signed by its issuer. */
export const textContent = oncePer(makeContent);

function makeContent(card: CardPersonalisation): TextContent {
  const { resident, text } = card;
  const sign = signWith(text.issuerKey);
  const number = encodeNumber(resident.individualNumber);
  const { address, birth, sex } = resident;
  const attributes = encodeAttributes({ name: cardName(resident), address, birth, sex });
  return {
    number,
    attributes: filled(attributes, Math.max(ATTRIBUTES_SIZE, attributes.length)),
    integrity: encodeIntegrity(number, attributes, sign),
    certificate: text.cvc,
    applicationInfo: encodeTextInfo({
      identification: fromHex("01030E01"),
      keyId: TEST_KEY_IDS.textInfo,
      trailing: card.opaque.text,
    }),
    sessionKey: encodeSessionKey(text.sessionKey),
    signedKey: encodeSignedKey(text.cardKey, sign),
    unknown0008: new Uint8Array(16).fill(0xff),
    pin: card.pins.text,
    codeA: verificationCodeA(resident.individualNumber),
    codeB: verificationCodeB(birth, card.expiry, card.securityCode),
  };
}
