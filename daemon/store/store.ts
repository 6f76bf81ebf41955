import type { Knex } from "knex";
import { migrations } from "./migrations/index.js";
import { migrate } from "./migrations/migrate.js";
import type { Repositories, Store } from "./repositories.js";
import { openSqlite } from "./sqlite.js";
import { applicationTable } from "./tables/applications.js";
import { cardStatusTable, cardTable, stopTable } from "./tables/cards.js";
import { journalTable } from "./tables/journal.js";
import { masterKeyTable } from "./tables/master-keys.js";
import { operatorTable } from "./tables/operators.js";
import { pinTriesTable } from "./tables/pin-tries.js";
import { registrationTable } from "./tables/registrations.js";
import { residentTable } from "./tables/residents.js";
import { ticketTable } from "./tables/tickets.js";
import { userTable } from "./tables/users.js";

function repositories(db: Knex): Repositories {
  return {
    operators: operatorTable(db),
    residents: residentTable(db),
    users: userTable(db),
    applications: applicationTable(db),
    registrations: registrationTable(db),
    cards: cardTable(db),
    cardStatus: cardStatusTable(db),
    stops: stopTable(db),
    masterKeys: masterKeyTable(db),
    journal: journalTable(db),
    tickets: ticketTable(db),
    pinTries: pinTriesTable(db),
  };
}

/** Opens the store in a SQLite file, made and migrated when needed. Throws `store.cannot-open`, `store.not-ours`. */
export async function openStore(file: string): Promise<Store> {
  const knex = await openSqlite(file);
  try {
    await migrate(knex, migrations);
  } catch (error) {
    await knex.destroy();
    throw error;
  }
  return {
    ...repositories(knex),
    transaction: (work) => knex.transaction((trx) => work(repositories(trx))),
    close: () => knex.destroy(),
  };
}
