import type { Connections } from "../connections.js";
import type { JointRegistration, JointRepositories } from "../repositories.js";
import { firstRecord, type Row } from "../rows.js";

/** What municipalities of one group see of each other: the state of a use, never whose it is (R-SHARE-03, X-18, X-19). */
export function jointRepositories(db: Connections, municipalities: readonly string[]): JointRepositories {
  return {
    registrations: {
      live: async (cardId, serviceId) =>
        firstRecord<JointRegistration>(
          await db
            .read<Row>("registrations")
            .select("municipality", "serviceId", "state")
            .whereIn("municipality", [...municipalities])
            .where({ cardId, serviceId })
            .whereNot({ state: "withdrawn" }),
        ),
    },
  };
}
