import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { importResidents } from "#daemon/residents/import-residents.js";
import type { Store } from "#daemon/store/repositories.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { openStore } from "#daemon/store/store.js";
import { residentFile } from "../municipality/resident-file.js";

const CITY = "13101";
const PERSON = { name: "見本 太郎", kana: "ミホン タロウ", address: "星見市1-1", birth: "1980-01-02", sex: "1" };

describe("An import in bad times", function () {
  this.timeout(120_000);
  let folder: string;
  let store: Store | undefined;
  let mounted = false;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-bad-import-"));
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    if (mounted) execFileSync("umount", [folder]);
    mounted = false;
    rmSync(folder, { recursive: true, force: true });
  });

  const database = () => join(folder, "store.sqlite");
  const stages = () => readdirSync(folder).filter((name) => name.includes("import"));

  /** Code of the refusal, or `ok`. */
  const importing = (sequence: number, count: number) => {
    const rows = Array.from({ length: count }, (_, n) => ({ residentId: `R${n}`, ...PERSON }));
    const ports = {
      store: store!,
      clock: new VirtualClock(),
      settings: { plain: true, signers: [], items: [] },
      recipient: async () => {
        throw new Error("nothing is sealed");
      },
    };
    return importResidents(ports, { municipality: CITY, progress: () => {} }, [
      Buffer.from(residentFile(CITY, sequence, rows)),
    ]).then(
      () => "ok",
      ({ code }) => code,
    );
  };

  async function kept() {
    const knex = await openSqlite(database());
    const [row] = await knex("residents").count({ n: "*" }).max({ sequence: "sequence" });
    await knex.destroy();
    return { residents: Number(row!["n"]), sequence: await store!.of(CITY).residents.sequence() };
  }

  it("applies nothing on a full disk, wherever it gets full, says so, and goes on when there is room", async function () {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      this.test!.parent!.title += " (SKIPPED: no right to mount a small file system)";
      this.skip();
    }
    mounted = true;
    store = await openStore(database());
    expect(await importing(1, 10)).to.equal("ok");
    let [sequence, residents, full] = [1, 10, 0];
    // Small ones fit; then the merge does not; then not even the stage.
    for (const count of [2_000, 4_000, 6_000, 8_000, 12_000, 40_000]) {
      const code = await importing(sequence + 1, count);
      if (code === "ok") [sequence, residents] = [sequence + 1, count];
      else {
        expect(code, `${count} residents`).to.match(/^store\.(full|failing)$/);
        full++;
      }
      expect(await kept(), `after ${count} residents`).to.deep.equal({ residents, sequence });
      expect(stages()).to.deep.equal([]);
    }
    expect(full).to.be.greaterThan(1);
    expect(await importing(sequence + 1, 20)).to.equal("ok");
  });

  it("applies nothing while another program holds the database, and takes the same file afterwards", async () => {
    store = await openStore(database());
    expect(await importing(1, 10)).to.equal("ok");
    const other = await openSqlite(database());
    await other.raw("BEGIN IMMEDIATE");
    expect(await importing(2, 20)).to.equal("store.locked");
    await other.raw("ROLLBACK");
    await other.destroy();
    expect(await kept()).to.deep.equal({ residents: 10, sequence: 1 });
    expect(await importing(2, 20)).to.equal("ok");
  });

  it("leaves nothing of a killed import behind: the next start takes its stage away", async () => {
    mkdirSync(folder, { recursive: true });
    for (const end of ["", "-journal"]) writeFileSync(`${database()}.import-3${end}`, "personal data");
    store = await openStore(database());
    expect(stages()).to.deep.equal([]);
  });
});
