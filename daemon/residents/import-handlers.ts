import type { Call, Handlers, OperatorSession } from "../api/call.js";
import type { ParamsOf } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { Octets } from "./file/read-resident-file.js";
import { filesIn, openFile } from "./import-folder.js";
import { importResidents } from "./import-residents.js";
import { importErrors } from "./resident-errors.js";

type Ports = Pick<DaemonPorts, "store" | "clock" | "residentSettings">;
type Order = Pick<ParamsOf<"residents.import">, "confirmLeaving">;

/** Imports of residents, each into the session's own municipality. One at a time for a municipality. */
export function importHandlers({ store, clock, residentSettings }: Ports): Handlers {
  const underWay = new Set<string>();

  const folderOf = (municipality: string): string => {
    const { folder } = residentSettings.of(municipality);
    if (folder === undefined) throw importErrors.error("no-folder");
    return folder;
  };

  const importFrom = async (source: Octets, of: number, order: Order, call: Call<OperatorSession>) => {
    const { municipality } = call.session;
    if (underWay.has(municipality)) throw importErrors.error("under-way");
    underWay.add(municipality);
    try {
      const settings = residentSettings.of(municipality);
      const recipient = () => residentSettings.recipient(municipality);
      const progress = (residents: number, octets: number) => {
        const { correlationId } = call;
        call.notify("residents.importProgress", { correlationId, residents, octets, of });
      };
      const ports = { store, clock, settings, recipient };
      const { sealed, ...result } = await importResidents(ports, { municipality, ...order, progress }, source);
      const { imported, sequence, kind, removed, left } = result;
      call.facts({ sequence, residents: imported, kind, removed, left, sealed });
      return result;
    } finally {
      underWay.delete(municipality);
    }
  };

  return {
    "residents.import": async ({ content, ...order }, call) => {
      const octets = Buffer.from(content);
      return importFrom([octets], octets.length, order, call);
    },

    "residents.importFile": async ({ file, ...order }, call) => {
      const { stream, octets } = await openFile(folderOf(call.session.municipality), file);
      try {
        return await importFrom(stream, octets, order, call);
      } finally {
        stream.destroy();
      }
    },

    "residents.importFiles": async (_, call) => ({ files: [...(await filesIn(folderOf(call.session.municipality)))] }),
  };
}
