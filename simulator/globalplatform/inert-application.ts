import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { CardApplication } from "../kernel/application.js";

/** An application whose code this card cannot run (a Java Card CAP): it can be selected, and knows no instruction. */
export function inertApplication(aid: Uint8Array): CardApplication {
  return {
    aid,
    select: () => status(SW.OK),
    process: () => status(SW.INS_NOT_SUPPORTED),
    deselect: () => undefined,
  };
}
