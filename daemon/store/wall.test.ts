import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Knex } from "knex";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { onlyOn } from "./connections.js";
import type { Store, TenantRepositories } from "./repositories.js";
import { openSqlite } from "./sqlite.js";
import { openStore } from "./store.js";
import { tenantRepositories } from "./tenant/index.js";
import { TenantScope } from "./tenant-scope.js";
import {
  approval,
  bulkCard,
  bulkRun,
  declinedStop,
  fingerprint,
  handOver,
  initialSetting,
  issuance,
  key,
  loginMethod,
  MARK,
  operator,
  operatorCard,
  serviceId,
  statusFile,
  stop,
  systemNumber,
  ticket,
  tuningDraft,
  tuningVersion,
} from "./testing/marked.js";
import { sampleJournal, sampleRegistration, sampleResident, sampleUser, withDirectory } from "./testing/samples.js";

const A = sampleResident.municipality;
const B = "13102";
const CARD = sampleUser.cardId;

/** Every record of A that B tries to reach; more of them in `testing/marked.ts`. */
const resident = { ...sampleResident, name: `${MARK} 太郎`, kana: `${MARK} タロウ`, address: MARK };
const user = { ...sampleUser, registeredBy: MARK };
const application = {
  ...{ id: "application-1", municipality: A, userId: user.id, serviceId: "library", kind: "load" as const },
  ...{ recordedBy: MARK, recordedAt: 1, state: "open" as const },
};
const registration = { ...sampleRegistration, aid: MARK };
const journal = { ...sampleJournal, operatorId: MARK };
type Attempts = {
  readonly [R in keyof TenantRepositories]: {
    readonly [M in keyof TenantRepositories[R]]: (of: TenantRepositories[R]) => Promise<unknown>;
  };
};

/**
 * How each method is called about A's records. A method without its line here does not compile, and a repository that the scope has and
 * this table has not fails the first test.
 */
const attempts: Attempts = {
  operators: {
    find: (of) => of.find(operator.id),
    save: (of) => of.save({ ...operator, roles: ["admin"] as never }),
    list: (of) => of.list(),
  },
  residents: {
    find: (of) => of.find(resident.residentId),
    search: async (of) => [
      ...(await of.search({})),
      ...(await of.search({ residentId: resident.residentId })),
      ...(await of.search({ kana: MARK })),
      ...(await of.search({ name: MARK })),
      ...(await of.search({ cardId: CARD })),
    ],
    save: (of) => of.save([{ ...resident, name: "overwritten" }]),
    known: (of) => of.known(resident.residentId),
    byHand: (of) => of.byHand(),
    imports: (of) => of.imports([7]),
    asOf: (of) => of.asOf(),
    sequence: (of) => of.sequence(),
    setSequence: (of) => of.setSequence(99),
  },
  users: {
    find: (of) => of.find(user.id),
    findByCard: (of) => of.findByCard(CARD),
    ofResident: (of) => of.ofResident(resident.residentId),
    page: (of) => of.page("", 10),
    pageByKana: (of) => of.pageByKana(["", ""], 10),
    touched: (of) => of.touched(0, "", 10),
    left: (of) => of.left("", 10),
    setCard: (of) => of.setCard(user.id, "0B"),
    add: (of) => of.add({ ...user, id: "user-2", cardId: "0A" }),
    remove: (of) => of.remove(user.id),
  },
  applications: {
    ofUser: (of) => of.ofUser(user.id),
    find: (of) => of.find(application.id),
    add: (of) => of.add({ ...application, id: "application-2" }),
    open: (of) => of.open(10),
    openOf: (of) => of.openOf({ userId: user.id, serviceId: application.serviceId!, kind: application.kind }),
    countOpen: (of) => of.countOpen({ serviceId: application.serviceId!, kind: application.kind }),
    close: (of) => of.close(application.id),
  },
  registrations: {
    ofUser: (of) => of.ofUser(user.id),
    find: (of) => of.find(registration.id),
    live: (of) => of.live(CARD, registration.serviceId),
    ofCard: (of) => of.ofCard(CARD),
    add: (of) => of.add({ ...registration, id: "registration-2", serviceId: "other" }),
    setState: (of) => of.setState(registration.id, "withdrawn", 2),
  },
  masterKeys: {
    find: (of) => of.find("area", key.keyId, key.generation),
    all: (of) => of.all("area"),
    add: (of) => of.add({ ...key, keyId: "K2" }),
  },
  initialSettings: {
    find: (of) => of.find(),
    save: (of) => of.save({ ...initialSetting, state: "reopened" }),
  },
  journal: {
    find: (of) => of.find(journal.id),
    open: (of) => of.open(),
    add: (of) => of.add({ ...journal, id: "journal-2" }),
    step: (of) => of.step(journal.id, "stepped", 2),
    close: (of) => of.close(journal.id, "finished", 2),
  },
  tickets: {
    find: (of) => of.find(ticket.id),
    add: (of) => of.add({ ...ticket, id: "ticket-2" }),
    use: (of) => of.use(ticket.id, 2),
    release: (of) => of.release(ticket.id),
  },
  loginMethods: {
    find: (of) => of.find(),
    save: (of) => of.save({ ...loginMethod, method: "password" }),
  },
  operatorCards: {
    find: (of) => of.find(CARD),
    list: (of) => of.list(),
    save: (of) => of.save({ ...operatorCard, state: "stopped" }),
  },
  fingerprints: {
    find: (of) => of.find("op1"),
    save: (of) => of.save({ ...fingerprint, changedAt: 9 }),
    remove: (of) => of.remove("op1"),
  },
  approvals: {
    find: (of) => of.find(approval.id),
    list: (of) => of.list(),
    add: (of) => of.add({ ...approval, id: "approval-2" }),
    change: (of) => of.change(approval.id, "open", { state: "approved" }),
  },
  tuningDrafts: {
    find: (of) => of.find(),
    save: (of) => of.save({ ...tuningDraft, changedBy: "overwritten" }),
  },
  tuningVersions: {
    list: (of) => of.list(9, 9),
    find: (of) => of.find(1),
    last: (of) => of.last(),
    add: (of) => of.add({ ...tuningVersion, version: 2 }),
  },
  stops: {
    find: (of) => of.find(CARD),
    all: (of) => of.all(),
    set: (of) => of.set({ ...stop, reason: "misuse" }),
    lift: (of) => of.lift(CARD),
  },
  declinedStops: {
    find: (of) => of.find(resident.residentId),
    save: (of) => of.save({ ...declinedStop, declinedBy: "overwritten" }),
  },
  serviceIds: {
    setCredential: (of) => of.setCredential("id-1", { failures: 3 }),
    find: (of) => of.find("id-1"),
    ofResident: (of) => of.ofResident(resident.residentId),
    stopped: (of) => of.stopped(),
    add: (of) => of.add({ ...serviceId, id: "id-3" }),
    stop: (of) => of.stop(resident.residentId, "lost", 2),
    lift: (of) => of.lift(resident.residentId, 2),
  },
  systemNumbers: {
    find: (of) => of.find(systemNumber.systemId, user.id),
    save: (of) => of.save({ ...systemNumber, sequence: 2 }),
  },
  bulkLoads: {
    find: (of) => of.find(bulkRun.id),
    open: (of) => of.open(),
    add: (of) => of.add({ ...bulkRun, id: "bulk-2" }),
    end: (of) => of.end(bulkRun.id),
    count: (of) => of.count(bulkRun.id, bulkCard.outcome),
    cards: (of) => of.cards(bulkRun.id, bulkCard.outcome),
    note: (of) => of.note({ ...bulkCard, outcome: "failed" }),
  },
  statusFiles: {
    last: (of) => of.last(),
    save: (of) => of.save({ ...statusFile, sequence: 8 }),
  },
  issuances: {
    find: (of) => of.find(issuance.requestId),
    open: (of) => of.open(),
    add: (of) => of.add({ ...issuance, requestId: "request-2" }),
    change: (of) => of.change(issuance.requestId, { state: "cancelled", changedAt: 9 }),
  },
  handOvers: {
    find: (of) => of.find(handOver.id),
    due: (of) => of.due(handOver.systemId, 9),
    nextDue: (of) => of.nextDue(handOver.systemId),
    countOpen: (of) => of.countOpen(user.id),
    open: (of) => of.open(),
    hasLater: async (of) => (await of.hasLater(handOver.systemId, MARK, 0)) || undefined,
    waitingUntil: (of) => of.waitingUntil(handOver.systemId, MARK),
    add: (of) => of.add({ ...handOver, id: "hand-over-2", sequence: 2 }),
    postpone: (of) => of.postpone(handOver.systemId, MARK, 9),
    change: (of) => of.change(handOver.id, { state: "delivered", changedAt: 9 }),
  },
};

/** Every method of every repository, found on the repositories themselves. */
function methodsOf(of: TenantRepositories) {
  return Object.entries(of).flatMap(([repository, methods]) =>
    Object.keys(methods).map((method) => ({
      name: `${repository}.${method}`,
      call: (as: TenantRepositories) => {
        const tables = attempts as unknown as Record<string, Record<string, (of: unknown) => Promise<unknown>>>;
        const attempt = tables[repository]?.[method];
        if (attempt === undefined) throw new TypeError(`no attempt is written for ${repository}.${method}`);
        return attempt(as[repository as keyof TenantRepositories]);
      },
    })),
  );
}

/** What a call gave, or the code that it was refused with; errors that are not ours by their message. */
async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return { refused: isMadoguchiError(error) ? error.code : (error as Error).message };
  }
}

const nothing = (given: unknown) =>
  given === undefined || given === 0 || given === false || (Array.isArray(given) && given.length === 0);

type RowsOfA = (db?: Knex) => Promise<string>;

async function withTwoTowns(use: (store: Store, rowsOfA: RowsOfA, knex: Knex) => Promise<void>): Promise<void> {
  await withDirectory(async (directory) => {
    const file = join(directory, "store.sqlite");
    const store = await openStore(file);
    const knex = await openSqlite(file);
    const rowsOfA: RowsOfA = async (db = knex) => {
      const tables = await db("sqlite_master").where({ type: "table" }).pluck("name").orderBy("name");
      const dump: unknown[] = [];
      for (const table of tables) {
        const columns = await db(table).columnInfo();
        if (Object.hasOwn(columns, "municipality")) dump.push(table, await db(table).where({ municipality: A }));
      }
      return JSON.stringify(dump);
    };
    try {
      const own = store.of(A);
      await own.residents.save([resident]);
      await own.residents.save([{ ...resident, residentId: "by-hand", enteredAt: 1, enteredBy: MARK }]);
      await own.residents.setSequence(7);
      // Imports are written by the stage alone, in the transaction that applies it.
      await knex("importSequences").where({ municipality: A }).update({ asOf: 1 });
      const imported = { way: "call", kind: "full", asOf: 1, importedAt: 1, residents: 1 };
      await knex("residentImports").insert({ municipality: A, sequence: 7, ...imported });
      await own.users.add(user);
      await own.applications.add(application);
      await own.registrations.add(registration);
      await own.operators.save(operator);
      await own.masterKeys.add(key);
      await own.initialSettings.save(initialSetting);
      await own.journal.add(journal);
      await own.tickets.add(ticket);
      await own.approvals.add(approval);
      await own.tuningDrafts.save(tuningDraft);
      await own.tuningVersions.add(tuningVersion);
      await own.loginMethods.save(loginMethod);
      await own.operatorCards.save(operatorCard);
      await own.fingerprints.save(fingerprint);
      await own.stops.set(stop);
      await own.declinedStops.save(declinedStop);
      // One who has moved out, and whose card still gives service.
      await own.residents.save([{ ...resident, residentId: "R-gone", movedOut: "2026-04-01" }]);
      await own.users.add({ ...user, id: "user-gone", residentId: "R-gone", cardId: "0C" });
      await own.registrations.add({ ...registration, id: "registration-gone", userId: "user-gone", cardId: "0C" });
      await own.serviceIds.add(serviceId);
      await own.serviceIds.add({ ...serviceId, id: "id-2", state: "stopped", reason: "lost" });
      await own.systemNumbers.save(systemNumber);
      await own.handOvers.add(handOver);
      await own.bulkLoads.add(bulkRun);
      await own.bulkLoads.note(bulkCard);
      await own.statusFiles.save(statusFile);
      await own.issuances.add(issuance);
      await use(store, rowsOfA, knex);
    } finally {
      await store.close();
      await knex.destroy();
    }
  });
}

describe("The wall between municipalities", () => {
  it("gives nothing of A's to B and lets B change nothing of A's, in every method of every repository (R-PRIV-11)", () =>
    withTwoTowns(async (store, rowsOfA) => {
      const before = await rowsOfA();
      for (const { name, call } of methodsOf(store.of(B))) {
        const given = await outcome(() => call(store.of(B)));
        expect(JSON.stringify(given) ?? "", name).not.to.contain(MARK);
        const refused = (given as { refused?: string } | undefined)?.refused;
        const isSafe = refused === "store.outside-scope" || nothing(given);
        expect(isSafe, `${name} gave ${JSON.stringify(given)}`).to.equal(true);
        // Whatever it answered, the rows of A are as they were: a new one under B's name naming A's would be there too.
        expect(await rowsOfA(), name).to.equal(before);
        if (name.endsWith(".add") || name.endsWith(".save")) expect(refused, name).to.equal("store.outside-scope");
      }
    }));

  it("holds inside a transaction as well", () =>
    withTwoTowns(async (store, rowsOfA) => {
      const before = await rowsOfA();
      for (const { name, call } of methodsOf(store.of(B))) {
        const given = await outcome(() => store.transaction((repositories) => call(repositories.of(B))));
        expect(JSON.stringify(given) ?? "", name).not.to.contain(MARK);
      }
      expect(await rowsOfA()).to.equal(before);
    }));

  it("gives A, by the same calls, what is A's: each attempt does reach something", () =>
    withTwoTowns(async (store, rowsOfA, knex) => {
      const before = await rowsOfA();
      for (const { name, call } of methodsOf(store.of(A))) {
        const trial = await knex.transaction();
        const given = await outcome(() => call(tenantRepositories(new TenantScope(onlyOn(trial), A))));
        expect(JSON.stringify(given) ?? "", name).not.to.contain("refused");
        const reached = !nothing(given) || (await rowsOfA(trial)) !== before;
        expect(reached, `${name} reaches nothing even as the right municipality`).to.equal(true);
        await trial.rollback();
      }
    }));

  it("refuses a record under B's name that names A's user", () =>
    withTwoTowns(async (store) => {
      const own = store.of(B);
      const named = [
        () => own.applications.add({ ...application, id: "application-2", municipality: B }),
        () => own.registrations.add({ ...registration, id: "registration-2", municipality: B, serviceId: "other" }),
        () => own.users.add({ ...user, id: "user-2", municipality: B, cardId: "0A" }),
      ];
      for (const add of named)
        expect(await outcome(add))
          .to.have.property("refused")
          .that.matches(/scope|FOREIGN/);
    }));

  it("shows a group the state of a shared use and nothing of whose it is (X-18, X-19)", () =>
    withTwoTowns(async (store) => {
      const live = await store.jointly([A, B]).registrations.live(CARD, registration.serviceId);
      expect(live).to.deep.equal({ municipality: A, serviceId: registration.serviceId, state: "pending" });
      expect(await store.jointly([B]).registrations.live(CARD, registration.serviceId)).to.equal(undefined);
      expect(Object.keys(store.jointly([A, B]))).to.deep.equal(["registrations"]);
    }));

  it("leaves the repositories of a municipality no way to the database but their scope", () => {
    const folder = new URL("../../../daemon/store/tenant/", import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    expect(sources).to.include("residents.ts");
    for (const name of sources) expect(readFileSync(new URL(name, folder), "utf8"), name).not.to.contain('from "knex"');
  });

  it('is not got round by an "or" in a filter, nor by a change of the municipality', () =>
    withDirectory(async (directory) => {
      const file = join(directory, "store.sqlite");
      const store = await openStore(file);
      await store.of(A).residents.save([resident]);
      const knex = await openSqlite(file);
      try {
        const table = new TenantScope(onlyOn(knex), B).table<typeof resident>("residents");
        const every = (rows: Knex.QueryBuilder) => rows.where({ residentId: "none" }).orWhereRaw("1 = 1");
        expect(await table.select(every)).to.deep.equal([]);
        expect(await table.count(every)).to.equal(0);
        expect(await table.update(every, { name: "changed" })).to.equal(0);
        expect(await table.delete(every)).to.equal(0);
        const own = new TenantScope(onlyOn(knex), A).table<typeof resident>("residents");
        expect(await own.count(every)).to.equal(1);
        expect(await outcome(() => own.update({}, { municipality: B } as never))).to.deep.equal({
          refused: "store.outside-scope",
        });
      } finally {
        await knex.destroy();
        await store.close();
      }
    }));
});
