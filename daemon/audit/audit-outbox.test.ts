import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { openSqlite } from "../store/sqlite.js";
import { openStore } from "../store/store.js";
import { withDirectory } from "../store/testing/samples.js";
import { AuditLog } from "./audit-log.js";
import { AuditOutbox } from "./audit-outbox.js";
import type { AuditEvent } from "./audit-port.js";

const EVENT: AuditEvent = {
  ...{ event: "cs.state-changed", outcome: "ok", correlationId: "c1", target: "0102" },
  facts: { from: "active", to: "suspended" },
};

interface Life {
  readonly outbox: AuditOutbox;
  readonly clock: VirtualClock;
  readonly failed: string[];
  readonly store: Awaited<ReturnType<typeof openStore>>;
  /** What the log takes; `false`: it cannot be written. */
  takes: boolean;
  /** The rows of the log. */
  rows(): Promise<readonly AuditEvent[]>;
}

/** One life of a daemon over the store and the log of a folder. */
async function life(folder: string, use: (life: Life) => Promise<void>): Promise<void> {
  const clock = new VirtualClock();
  const store = await openStore(join(folder, "store.sqlite"));
  const log = await AuditLog.open(join(folder, "audit.sqlite"), clock);
  const failed: string[] = [];
  const failures = { info: () => {}, error: (event: string) => void failed.push(event) };
  const one: Omit<Life, "outbox"> = {
    ...{ clock, failed, store, takes: true },
    rows: () => log.list({}),
  };
  const audit = {
    record: async (event: AuditEvent) => {
      if (!(one as Life).takes) throw new Error("unwritable");
      await log.record(event);
    },
  };
  const outbox = new AuditOutbox({ store, audit, failures, clock });
  try {
    await outbox.recover((correlationId) => log.list({ correlationId }));
    await use(Object.assign(one, { outbox }));
  } finally {
    await log.close();
    await store.close();
  }
}

const add = ({ outbox, store }: Life, event = EVENT) =>
  store.transaction((repositories) => outbox.add(repositories, event));

describe("An audit row that belongs to a change in the store (R-LOG-05, R-STATE-01)", () => {
  it("is in the log after the change, once, and nowhere else", () =>
    withDirectory((folder) =>
      life(folder, async (one) => {
        await add(one);
        expect(await one.rows()).to.deep.equal([]);
        await Promise.all([one.outbox.flush(), one.outbox.flush(), one.outbox.tell()]);
        const rows = await one.rows();
        expect(rows).to.have.length(1);
        expect(rows[0]).to.deep.include(EVENT);
        expect(await one.store.auditOutbox.waiting(10)).to.deep.equal([]);
      }),
    ));

  it("is not without its change", () =>
    withDirectory((folder) =>
      life(folder, async (one) => {
        const failing = one.store.transaction(async (repositories) => {
          await one.outbox.add(repositories, EVENT);
          throw new Error("the change failed");
        });
        expect(await failing.catch(({ message }) => message)).to.equal("the change failed");
        await one.outbox.flush();
        expect(await one.rows()).to.deep.equal([]);
      }),
    ));

  it("comes with the next start where a kill came between the change and the log, and says when it happened", () =>
    withDirectory(async (folder) => {
      let at = 0;
      await life(folder, async (one) => {
        await add(one);
        at = one.clock.now();
      });
      await life(folder, async (one) => {
        expect((await one.rows()).map(({ event }) => event)).to.deep.equal(["cs.state-changed"]);
        expect(await one.store.auditOutbox.waiting(10)).to.deep.equal([]);
        await add(one, { ...EVENT, correlationId: "c2" });
        at = one.clock.now();
        one.clock.advance(3_600_000);
        await one.outbox.flush();
        expect((await one.rows()).at(-1)?.facts).to.include({ happenedAt: new Date(at).toISOString() });
      });
    }));

  it("does not come twice where the kill came before it was taken out of the store", () =>
    withDirectory(async (folder) => {
      await life(folder, async (one) => {
        await add(one);
        await add(one, { ...EVENT, facts: { from: "suspended", to: "active" } });
        const beside = await openSqlite(join(folder, "store.sqlite"));
        const rows = await beside("auditOutbox");
        await one.outbox.flush();
        // What a kill leaves behind: the log has both, and the store has not forgotten them.
        await beside("auditOutbox").insert(rows);
        await beside.destroy();
      });
      await life(folder, async (one) => {
        expect(await one.rows()).to.have.length(2);
        expect(await one.store.auditOutbox.waiting(10)).to.deep.equal([]);
      });
    }));

  it("waits while the log cannot be written, and comes with the next one, in order", () =>
    withDirectory((folder) =>
      life(folder, async (one) => {
        await add(one);
        one.takes = false;
        await one.outbox.tell();
        expect(one.failed).to.deep.equal(["audit.row-waits"]);
        expect(await one.outbox.flush().catch(({ message }) => message)).to.equal("unwritable");
        one.takes = true;
        await add(one, { ...EVENT, correlationId: "c2" });
        await one.outbox.flush();
        expect((await one.rows()).map(({ correlationId }) => correlationId)).to.deep.equal(["c1", "c2"]);
      }),
    ));

  it("comes once where it could not be taken out of the store, and the log has it", () =>
    withDirectory((folder) =>
      life(folder, async (one) => {
        const beside = await openSqlite(join(folder, "store.sqlite"));
        await add(one);
        await beside.raw("CREATE TRIGGER stay BEFORE DELETE ON auditOutbox BEGIN SELECT RAISE(ABORT, 'full'); END");
        await one.outbox.tell();
        expect(one.failed).to.deep.equal(["audit.row-waits"]);
        await beside.raw("DROP TRIGGER stay");
        await beside.destroy();
        await one.outbox.flush();
        expect(await one.rows()).to.have.length(1);
        expect(await one.store.auditOutbox.waiting(10)).to.deep.equal([]);
      }),
    ));
});
