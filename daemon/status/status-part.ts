import type { Call, OperatorSession } from "../api/call.js";
import type { PartFactory } from "../main/part.js";
import { inPieces } from "../media/in-pieces.js";
import type { Octets } from "../residents/file/read-resident-file.js";
import { openFile } from "../residents/import-folder.js";
import { importErrors } from "../residents/resident-errors.js";
import { followFeed } from "./cs-feed.js";
import { importStatus } from "./medium/import-status.js";

/** Operation status (カード運用情報) that comes in without a question for one card: the CS's feed of changes, and its media. */
export const statusPart: PartFactory = (ports) => {
  let endFollowing: (() => Promise<void>) | undefined;

  const take = async (source: Octets, of: number, call: Call<OperatorSession>) => {
    const { correlationId } = call;
    const progress = (cards: number, octets: number) =>
      call.notify("cardStatus.importProgress", { correlationId, cards, octets, of });
    const result = await importStatus(ports, call.session.municipality, source, progress);
    const { imported, sequence, changed, kept } = result;
    call.facts({ sequence, cards: imported, changed, kept });
    return result;
  };

  return {
    start: async () => {
      endFollowing = followFeed(ports);
    },
    stop: async () => endFollowing?.(),
    handlers: {
      "cardStatus.import": async ({ content }, call) => {
        const octets = Buffer.from(content);
        return take(inPieces(octets), octets.length, call);
      },

      "cardStatus.importFile": async ({ file }, call) => {
        const { folder } = ports.residentSettings.of(call.session.municipality);
        if (folder === undefined) throw importErrors.error("no-folder");
        const { stream, octets } = await openFile(folder, file);
        try {
          return await take(stream, octets, call);
        } finally {
          stream.destroy();
        }
      },
    },
  };
};
