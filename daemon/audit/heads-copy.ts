import { appendFileSync } from "node:fs";
import type { FailurePort } from "./audit-port.js";
import type { SignedHead } from "./head.js";

/**
 * Adds each signed head to a file beside the log, or better on another disk: whoever shortens the log has to find that too.
 * A head that cannot be copied is told in the failure log; it is in the log itself all the same. `onDay` is called on a new day.
 */
export function headsCopy(file: string, failures: FailurePort, onDay: () => void): (head: SignedHead) => void {
  return (head) => {
    try {
      appendFileSync(file, `${JSON.stringify(head)}\n`, { mode: 0o600 });
    } catch (error) {
      failures.error("audit.heads-copy", error, { number: head.head.number });
    }
    if (head.head.reason === "day") onDay();
  };
}
