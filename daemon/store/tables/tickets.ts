import type { Knex } from "knex";
import type { TicketRecord } from "../records.js";
import type { TicketRepository } from "../repositories.js";
import { firstRecord, type Row } from "./rows.js";

export function ticketTable(db: Knex): TicketRepository {
  const table = () => db<Row>("tickets");
  return {
    find: async (id) => firstRecord<TicketRecord>(await table().where({ id }), ["changedAt"]),
    async add(ticket) {
      await table().insert({ ...ticket });
    },
    async use(id, changedAt) {
      await table().where({ id }).update({ state: "used", sealed: "", changedAt });
    },
    async release(id) {
      await table().where({ id, state: "taken" }).delete();
    },
  };
}
