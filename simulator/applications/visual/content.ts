import { fromHex } from "#card/bytes/bytes.js";
import { eraBirth } from "#card/myna/calendar.js";
import { signWith } from "#card/myna/rsa.js";
import { filled } from "#card/myna/template.js";
import { verificationCodeA, verificationCodeB } from "#card/myna/verification-codes.js";
import { encodeAgeRecord, encodeCardFace, encodeNumberImage, encodeVisualInfo } from "#card/myna/visual-files.js";
import { TEST_KEY_IDS } from "../../people/key-ids.js";
import type { CardPersonalisation } from "../../people/person.js";
import { oncePer } from "../once-per.js";

/** What stands in the files of 券面事項確認AP (card-facts 1.4). */
export interface VisualContent {
  readonly ageRecord: Uint8Array;
  readonly cardFace: Uint8Array;
  readonly applicationInfo: Uint8Array;
  readonly certificate: Uint8Array;
  readonly numberImage: Uint8Array;
  readonly unknown0006: Uint8Array;
  /** Secrets of the three keys, as digits. */
  readonly birthKey: string;
  readonly codeA: string;
  readonly codeB: string;
}

/** The face's file is as long as the next full 1,024 octets, filled with FF (ledger of assumptions, AS-MYNA-08). */
const FACE_STEP = 1024;

/** The files of a card, signed by its issuer. */
export const visualContent = oncePer(makeContent);

function makeContent(card: CardPersonalisation): VisualContent {
  const { resident, expiry, securityCode, images, visual } = card;
  const sign = signWith(visual.issuerKey);
  const face = encodeCardFace(
    {
      birth: resident.birth,
      sex: resident.sex,
      cardKey: visual.cardKey,
      nameImage: images.name,
      addressImage: images.address,
      photo: images.face,
      expiry,
      securityCodeImage: images.securityCode,
    },
    sign,
  );
  return {
    ageRecord: encodeAgeRecord({ birth: resident.birth, cardKey: visual.cardKey }, sign),
    cardFace: filled(face, FACE_STEP * Math.ceil(face.length / FACE_STEP)),
    applicationInfo: encodeVisualInfo({
      identification: fromHex("06030E01"),
      keyId: TEST_KEY_IDS.visualInfo,
      version: 0,
      municipality: resident.municipality,
      opaqueKeyId: TEST_KEY_IDS.visualOpaque,
      opaque: card.opaque.visual,
    }),
    certificate: visual.cvc,
    numberImage: encodeNumberImage({ image: images.individualNumber, cardKey: visual.cardKey }, sign),
    unknown0006: new Uint8Array(16).fill(0xff),
    birthKey: eraBirth(resident.birth),
    codeA: verificationCodeA(resident.individualNumber),
    codeB: verificationCodeB(resident.birth, expiry, securityCode),
  };
}
