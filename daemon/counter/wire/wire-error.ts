import type { ErrorData } from "#daemon/api/contract/index.js";
import { shellTexts } from "../texts/shell.js";

/** A refusal of the server, with its cause and remedy for people in both languages. */
export class WireError extends Error {
  readonly data: ErrorData;

  constructor(data: ErrorData) {
    super(data.code);
    this.data = data;
  }
}

/** What a call fails with when the connection goes while it is under way: nobody knows how far it came. */
export const connectionLost: ErrorData = {
  code: "wire.connection-lost",
  ja: { cause: shellTexts.connectionLost.ja, remedy: shellTexts.connectionLostRemedy.ja },
  en: { cause: shellTexts.connectionLost.en, remedy: shellTexts.connectionLostRemedy.en },
  details: {},
};
