import { createPublicKey } from "node:crypto";
import type { Call, Handlers, OperatorSession } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { inPieces } from "../media/in-pieces.js";
import { keyIdOf } from "../media/media-keys.js";
import type { Octets } from "./file/read-resident-file.js";
import { filesIn, openFile } from "./import-folder.js";
import type { ImportOrder } from "./import-residents.js";
import type { Imports } from "./imports.js";
import { importErrors } from "./resident-errors.js";

type OperatorCall = Call<OperatorSession>;

/** The order of an import into the session's own municipality, its progress told to the caller. */
function orderOf(call: OperatorCall, confirmLeaving: boolean | undefined, of?: number): ImportOrder {
  const { correlationId } = call;
  const known = of === undefined ? {} : { of };
  return {
    municipality: call.session.municipality,
    confirmLeaving,
    progress: (residents, octets) =>
      call.notify("residents.importProgress", { correlationId, residents, octets, ...known }),
  };
}

/** Imports of residents that an operator asks for, by each of the ways in. */
export function importHandlers(
  { residentSettings }: Pick<DaemonPorts, "residentSettings">,
  imports: Imports,
): Handlers {
  const folderOf = (call: OperatorCall): string => {
    const { folder } = residentSettings.of(call.session.municipality);
    if (folder === undefined) throw importErrors.error("no-folder");
    return folder;
  };

  const take = async (source: Octets, order: ImportOrder, call: OperatorCall) => {
    const { sealed, ...result } = await imports.take(source, order);
    const { imported, sequence, kind, removed, left } = result;
    call.facts({ sequence, residents: imported, kind, removed, left, sealed });
    return result;
  };

  return {
    "residents.import": async ({ content, confirmLeaving }, call) => {
      const octets = Buffer.from(content);
      return take(inPieces(octets), orderOf(call, confirmLeaving, octets.length), call);
    },

    "residents.importFile": async ({ file, confirmLeaving }, call) => {
      const { stream, octets } = await openFile(folderOf(call), file);
      try {
        return await take(stream, { ...orderOf(call, confirmLeaving, octets), way: "folder" }, call);
      } finally {
        stream.destroy();
      }
    },

    "residents.importFiles": async (_, call) => ({ files: [...(await filesIn(folderOf(call)))] }),

    "residents.fileKey": async (_, call) => {
      const key = createPublicKey(await residentSettings.recipient(call.session.municipality));
      const { n = "", e = "" } = key.export({ format: "jwk" });
      const kid = await keyIdOf(key);
      call.facts({ kid });
      const jwk = { kty: "RSA", n, e, use: "enc", alg: "RSA-OAEP-256", kid } as const;
      return { jwk, pem: key.export({ type: "spki", format: "pem" }).toString() };
    },

    "residents.pull": async ({ confirmLeaving }, call) => {
      const pulled = await imports.pull(orderOf(call, confirmLeaving), call.signal);
      call.facts({ files: pulled.files, residents: pulled.imported, sequence: pulled.sequence });
      return pulled;
    },
  };
}
