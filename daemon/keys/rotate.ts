import { existsSync } from "node:fs";
import { join } from "node:path";
import { auditKeyOpens, rewrapAuditKey } from "../audit/audit-key.js";
import type { AuditPort } from "../audit/audit-port.js";
import { templatePlace } from "../operators/fingerprints.js";
import { readOnlySqlite } from "../store/read-only.js";
import type { MasterKeyRecord } from "../store/records.js";
import type { Store } from "../store/repositories.js";
import { keyErrors } from "./key-errors.js";
import type { KeyStore, OlderProof } from "./key-store.js";

/** What was rewrapped, by count. */
export interface Rewrapped {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

/**
 * Brings everything under the key-encryption key of now: the key of the audit log, master keys, fingerprint templates. Each value is
 * exchanged by itself, and knows whose it is: killed anywhere, the next start goes on with those that are left. The stamp says that it
 * is done only when all of it is. Throws `keys.unwrap` for a value that neither key opens; nothing of it is touched.
 */
export async function rewrapAll(of: {
  readonly data: string;
  readonly keyStore: KeyStore;
  readonly store: Store;
  readonly audit: AuditPort;
  readonly newId: () => string;
}): Promise<Rewrapped | undefined> {
  const { data, keyStore, store, audit, newId } = of;
  const { wrapping, rotatingFrom: from } = keyStore;
  if (from === undefined) return undefined;
  const to = wrapping.kek.id;
  const correlationId = newId();
  await audit.record({ event: "keys.rotate.begin", outcome: "ok", correlationId, facts: { from, to } });
  let count = (await rewrapAuditKey(data, wrapping)) ? 1 : 0;
  const { wrapped } = store;
  for (const record of await wrapped.masterKeys()) {
    const fresh = await wrapping.rewrap(record.wrapped, record);
    if (fresh === undefined) continue;
    await wrapped.replaceMasterKey(record, fresh);
    count++;
  }
  for (const record of await wrapped.fingerprints()) {
    const fresh = await wrapping.rewrap(record.sealed, templatePlace(record.municipality, record.operatorId));
    if (fresh === undefined) continue;
    await wrapped.replaceFingerprint(record, fresh);
    count++;
  }
  await audit.record({ event: "keys.rotate", outcome: "ok", correlationId, facts: { from, to, count } });
  await keyStore.rotated();
  return { from, to, count };
}

/** Proves a key-encryption key on what a directory from before the stamp has wrapped. Throws `keys.wrong-kek`. */
export const provenByContent =
  (data: string): OlderProof =>
  async (wrapping) => {
    try {
      await auditKeyOpens(data, wrapping);
      const record = await someMasterKey(join(data, "madoguchi.sqlite"));
      if (record !== undefined) (await wrapping.unwrap(record.wrapped, record)).fill(0);
    } catch (cause) {
      throw keyErrors.is(cause, "unwrap") ? keyErrors.error("wrong-kek", { given: wrapping.kek.id }, { cause }) : cause;
    }
  };

async function someMasterKey(file: string): Promise<MasterKeyRecord | undefined> {
  if (!existsSync(file)) return undefined;
  const db = readOnlySqlite(file);
  try {
    if (!(await db.schema.hasTable("masterKeys"))) return undefined;
    return await db<MasterKeyRecord>("masterKeys").first();
  } catch {
    // No database of ours, or none that can be read: the store itself says so when it is opened.
    return undefined;
  } finally {
    await db.destroy();
  }
}
