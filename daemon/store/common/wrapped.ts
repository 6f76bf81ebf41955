import type { Connections } from "../connections.js";
import type { FingerprintRecord, MasterKeyRecord } from "../records.js";
import type { WrappedRepository } from "../repositories.js";
import { type Row, toRecord } from "../rows.js";

const keyOf = ({ use, municipality, keyId, generation }: MasterKeyRecord) => ({ use, municipality, keyId, generation });

export function wrappedTable(db: Connections): WrappedRepository {
  return {
    async masterKeys() {
      const rows = await db.read<Row>("masterKeys").orderBy(["municipality", "use", "keyId", "generation"]);
      return rows.map((row) => toRecord<MasterKeyRecord>(row, ["generation", "registeredAt"]));
    },
    async fingerprints() {
      const rows = await db.read<Row>("fingerprints").orderBy(["municipality", "operatorId"]);
      return rows.map((row) => toRecord<FingerprintRecord>(row, ["changedAt"]));
    },
    async replaceMasterKey(record, wrapped) {
      const was = { ...keyOf(record), wrapped: Buffer.from(record.wrapped) };
      await db.write((knex) =>
        knex<Row>("masterKeys")
          .where(was)
          .update({ wrapped: Buffer.from(wrapped) }),
      );
    },
    async replaceFingerprint({ municipality, operatorId, sealed: before }, sealed) {
      const was = { municipality, operatorId, sealed: Buffer.from(before) };
      await db.write((knex) =>
        knex<Row>("fingerprints")
          .where(was)
          .update({ sealed: Buffer.from(sealed) }),
      );
    },
  };
}
