import type { Knex } from "knex";
import { commonRepositories } from "./common/index.js";
import { jointRepositories } from "./common/joint.js";
import { migrations } from "./migrations/index.js";
import { migrate } from "./migrations/migrate.js";
import type { Repositories, Store } from "./repositories.js";
import { dropOldStages, openStage } from "./resident-stage.js";
import { openSqlite } from "./sqlite.js";
import { tenantRepositories } from "./tenant/index.js";
import { TenantScope } from "./tenant-scope.js";

function repositories(db: Knex): Repositories {
  return {
    ...commonRepositories(db),
    of: (municipality) => tenantRepositories(new TenantScope(db, municipality)),
    jointly: (municipalities) => jointRepositories(db, municipalities),
  };
}

/** Opens the store in a SQLite file, made and migrated when needed. Throws `store.cannot-open`, `store.not-ours`. */
export async function openStore(file: string): Promise<Store> {
  const knex = await openSqlite(file);
  try {
    await migrate(knex, migrations);
    await dropOldStages(file);
  } catch (error) {
    await knex.destroy();
    throw error;
  }
  return {
    ...repositories(knex),
    stageResidents: (municipality) => openStage(knex, file, municipality),
    transaction: (work) => knex.transaction((trx) => work(repositories(trx))),
    close: () => knex.destroy(),
  };
}
