import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { JUKI_AID } from "#card/myna/aids.js";
import { COMMON_EF } from "#card/myna/common-files.js";
import { FileApplication } from "../../files/file-application.js";
import { FileIssuer, FileMemory } from "../../files/file-memory.js";
import { type EfSpec, FOUR_DIGITS, type SecretEf } from "../../files/file-spec.js";
import { fixedApplications } from "../../kernel/card-directory.js";
import { type CardPart, OWNER } from "../card-part.js";

const PIN: SecretEf = { kind: "secret", id: COMMON_EF.pin, tries: 3, change: "key", format: FOUR_DIGITS };

const FILES: readonly EfSpec[] = [{ kind: "record", id: COMMON_EF.keyReference, read: "free" }, PIN];

/** 住基AP (card-facts 1.6): a key reference and a PIN of its own, changed by CHANGE KEY. */
export const jukiPart: CardPart = {
  name: "Juki",

  issue(write, { keyId, pins }) {
    const issuer = new FileIssuer(write, OWNER.juki);
    issuer.record(COMMON_EF.keyReference, 1, keyId);
    issuer.secret(PIN, pins.juki);
  },

  applications({ nvm, random, issuerData }) {
    const memory = new FileMemory(nvm, OWNER.juki);
    const commands = new Map([[0x80ae, () => status(SW.SECURITY_STATUS)]]);
    return fixedApplications(
      new FileApplication({ aid: JUKI_AID, files: FILES, memory, random, issuerData, commands }),
    );
  },
};
