import { TurnQueue } from "#card/reader/turn-queue.js";
import { commonRepositories } from "./common/index.js";
import { jointRepositories } from "./common/joint.js";
import { beside, type Connections, onlyOn } from "./connections.js";
import { GroupCommit } from "./group-commit.js";
import { migrations } from "./migrations/index.js";
import { migrate } from "./migrations/migrate.js";
import { readOnlySqlite } from "./read-only.js";
import type { Repositories, Store } from "./repositories.js";
import { dropOldStages, openStage } from "./resident-stage.js";
import { openSqlite } from "./sqlite.js";
import { tenantRepositories } from "./tenant/index.js";
import { TenantScope } from "./tenant-scope.js";

function repositories(db: Connections): Repositories {
  return {
    ...commonRepositories(db),
    of: (municipality) => tenantRepositories(new TenantScope(db, municipality)),
    jointly: (municipalities) => jointRepositories(db, municipalities),
  };
}

/** Opens the store in a SQLite file, made and migrated when needed. Throws `store.cannot-open`, `store.not-ours`. */
export async function openStore(file: string): Promise<Store> {
  const write = await openSqlite(file);
  try {
    await migrate(write, migrations);
    await dropOldStages(file);
  } catch (error) {
    await write.destroy();
    throw error;
  }
  const read = readOnlySqlite(file);
  const writer = new GroupCommit(write);
  const applying = new TurnQueue();
  return {
    ...repositories(beside(read, writer)),
    stageResidents: (municipality) => openStage(write, applying, file, municipality),
    transaction: (work) => writer.run((trx) => work(repositories(onlyOn(trx))), true),
    close: async () => {
      // The reader first: the last one to leave takes the log file away, and must be able to write.
      await read.destroy();
      await write.destroy();
    },
  };
}
