import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { withDirectory } from "../store/testing/samples.js";
import { signerOf } from "./audit-key.js";
import { AuditLog } from "./audit-log.js";
import { failureFile } from "./failure-file.js";
import { FailureLog } from "./failure-log.js";
import { Retention } from "./retention.js";

const DAY = 86_400_000;
const signer = signerOf(seededRandom("audit key").bytes(32));

describe("The retention of logs (A-31)", () => {
  async function withDays(
    use: (days: (count: number) => Promise<void>, log: AuditLog, file: string, clock: VirtualClock) => Promise<void>,
  ) {
    await withDirectory(async (folder) => {
      const clock = new VirtualClock();
      const file = join(folder, "failure.log");
      const failuresFile = failureFile(file);
      const failures = new FailureLog(clock, (line) => failuresFile.add(line));
      let retention: Retention | undefined;
      const onHead = ({ head }: { head: { reason: string } }) => void (head.reason === "day" && retention?.run());
      const log = await AuditLog.open(join(folder, "audit.sqlite"), clock, { signer, onHead });
      const ports = { log, failures, failureFile: failuresFile, clock, newId: () => "id" };
      retention = new Retention(ports, { retentionDays: 365, failureDays: 90 });
      await log.signHead("start");
      await retention.run();
      let n = 0;
      const days = async (count: number) => {
        for (let day = 0; day < count; day++) {
          await log.record({ event: "test.act", outcome: "ok", correlationId: `c${n}`, facts: { n: n++ } });
          failures.info("test.trace", { n });
          await retention?.settled();
          clock.advance(DAY);
        }
      };
      try {
        await use(days, log, file, clock);
      } finally {
        await log.close();
      }
    });
  }

  it("keeps a year of rows and ninety days of the failure log when told so, and every removal is a row", () =>
    withDays(async (days, log, file) => {
      await days(400);
      const rows = await log.list({ limit: 1000 });
      const acts = rows.filter(({ event }) => event === "test.act");
      // The first act that is kept is 365 days older than the last day's beginning.
      expect(acts.map(({ facts }) => facts["n"])[0]).to.equal(400 - 366);
      expect(rows.some(({ event }) => event === "audit.expired")).to.equal(true);
      expect(rows.some(({ event }) => event === "failure.expired")).to.equal(true);
      expect(await log.verify()).to.include({ ok: true });
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      expect(lines).to.have.length(91);
      expect(JSON.parse(lines.at(-1)!)).to.include({ event: "test.trace", n: 400 });
    })).timeout(60_000);

  it("waits a week after a clock that jumped, and says so each day", () =>
    withDays(async (days, log, _file, clock) => {
      await days(10);
      clock.advance(10 * 365 * DAY);
      await days(7);
      const held = await log.list({ limit: 1000 });
      expect(held[0]?.sequence).to.equal(1);
      expect(held.filter(({ event }) => event === "audit.expiry-held")).to.have.length(7);
      // Whoever sets the clock right within the week has lost nothing.
      await days(1);
      const [first] = await log.list({});
      expect(first?.sequence).to.be.greaterThan(10);
    }));
});
