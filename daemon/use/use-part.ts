import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import { endWithoutCard } from "./end-use.js";
import { type Identify, replaceCard } from "./replace-card.js";
import { resumeList } from "./resume-list.js";
import { userHandlers } from "./users.js";

/** Beginning and end of use beside the card's own operations, and what waits to be gone on with (R-USE-01). */
export function usePart(ports: DaemonPorts, identify: Identify): DaemonPart {
  return {
    handlers: {
      "resume.list": (_, { session }) => resumeList(ports, session.municipality),
      ...userHandlers(ports),
      "use.end": endWithoutCard(ports),
      "cards.replace": replaceCard(ports, identify),
    },
    sessionStarted: async (session, { notify }) => {
      if (session.kind !== "operator") return;
      const resume = await resumeList(ports, session.municipality);
      if (resume.total > 0) notify("resume", resume);
    },
  };
}
