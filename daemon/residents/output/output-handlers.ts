import type { Handlers } from "../../api/call.js";
import type { DaemonPorts } from "../../main/ports.js";
import { sealMedia } from "../../media/seal-media.js";
import { outputErrors } from "../resident-errors.js";
import { userFile } from "./user-file.js";
import { writeWhole } from "./write-whole.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "newId" | "residentSettings">;

/** File output of user information (利用者情報のファイル出力, R-DATA-04). */
export function outputHandlers({ store, clock, newId, residentSettings }: Ports): Handlers {
  return {
    "users.export": async ({ purpose }, call) => {
      const { municipality } = call.session;
      const { output, items, plain } = residentSettings.of(municipality);
      const recipient = output?.recipient;
      // Plain files are for tests, and on record as such (R-CRYPT-04).
      if (output === undefined || (recipient === undefined && !plain)) throw outputErrors.error("not-configured");
      const { users, content } = await userFile(store.of(municipality), municipality, items);
      const id = newId();
      const day = new Date(clock.now()).toISOString().slice(0, 10);
      const file = `users-${municipality}-${day}-${id}.${recipient === undefined ? "jsonl" : "jwe"}`;
      call.facts({ purpose, users, file, sealed: recipient !== undefined });
      const sealed =
        recipient === undefined
          ? asStream(content)
          : sealMedia(content, { recipient, signer: await residentSettings.signer(municipality) }, id);
      await writeWhole(output.folder, file, sealed);
      return { file, users };
    },
  };
}

async function* asStream(content: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* content;
}
