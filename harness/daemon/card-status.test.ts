import { createPublicKey, type JsonWebKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isMethodName, methods } from "#daemon/api/contract/index.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { deskCard } from "../desk/desk-card.fixture.js";
import { StatusMediaWriter, statusFile, statusLine } from "../doubles/juki-cs/status-medium.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

const r1 = { readerId: "r1" };
const NOW = "2026-04-01T00:00:00Z";
const PERSON = { residentId: "R1", name: "見本", kana: "ミホン", address: "星見市", birth: "1980-01-02", sex: "1" };

describe("Operation status, through the whole daemon", function () {
  this.timeout(60_000);
  const writer = new StatusMediaWriter();
  let pki: TestPki;
  let files: string;
  let folder: string;
  let daemon: DaemonInTest;
  let senior: RawClient;

  before(async () => {
    pki = await TestPki.create();
    files = mkdtempSync(join(tmpdir(), "madoguchi-card-status-"));
    folder = join(files, "import");
    mkdirSync(folder);
    writeFileSync(join(files, "signer.pem"), writer.signerPem);
  });
  after(() => {
    pki.close();
    rmSync(files, { recursive: true, force: true });
  });
  const start = async (cs: object = {}) => {
    const signer = join(files, "signer.pem");
    daemon = await new DaemonInTest(pki).start({
      residents: { folder, signers: [signer], plain: false },
      cs: { push: { enabled: false }, signers: [signer], ...cs },
    });
    senior = await daemon.loggedIn("senior");
  };
  afterEach(() => daemon.stop());

  const sealed = async (content: string) => {
    const { result } = await senior.ask("residents.fileKey");
    return writer.seal(content, createPublicKey({ key: result?.["jwk"] as JsonWebKey, format: "jwk" }));
  };
  const states = (sequence: number, cardId = "0A0A") =>
    statusFile({ municipality: CITY, sequence, asOf: NOW }, [statusLine(cardId, "lost", sequence, NOW)]);
  /** What stands in the tables of residents and of states. */
  async function kept() {
    const knex = await openSqlite(join(daemon.folder, "data", "madoguchi.sqlite"));
    try {
      return { residents: await knex("residents").select(), states: await knex("cardStatus").select() };
    } finally {
      await knex.destroy();
    }
  }
  interface Row {
    readonly event: string;
    readonly outcome: string;
    readonly code?: string;
    readonly facts?: Record<string, unknown>;
  }
  async function auditRows(of: string): Promise<readonly Row[]> {
    const knex = await openSqlite(join(daemon.folder, "data", "audit.sqlite"));
    try {
      const rows = await knex("audit").orderBy("sequence").pluck("row");
      return rows.map((row: string) => JSON.parse(row) as Row).filter(({ event }) => event === of);
    } finally {
      await knex.destroy();
    }
  }
  const audited = async (event: string) =>
    (await auditRows(event)).map(({ outcome, code }) => [outcome, code].filter(Boolean).join(" "));
  const setArea = async (client: RawClient) => (await client.ask("area.set", r1)).error?.data.code ?? "ok";

  it("and residents are two imports of data management, each for its own kind of file and its own table (R-JUKI-06, R-JUKI-07)", async () => {
    await start();
    const residents = await sealed(residentFile(CITY, 1, [PERSON]));
    const status = await sealed(states(1));
    expect(await senior.codeOf("residents.import", { content: status })).to.equal("import.wrong-type");
    expect(await senior.codeOf("cardStatus.import", { content: residents })).to.equal("import.wrong-type");
    expect(await kept()).to.deep.equal({ residents: [], states: [] });

    expect((await senior.ask("cardStatus.import", { content: status })).result).to.deep.equal({
      ...{ imported: 1, sequence: 1, changed: 1, kept: 0 },
    });
    expect(await kept()).to.deep.include({ residents: [] });
    const before = (await kept()).states;
    expect(before).to.deep.equal([
      { cardId: "0A0A", state: "lost", sequence: 1, source: "medium", asOf: Date.parse(NOW) },
    ]);
    expect((await senior.ask("residents.import", { content: residents })).result).to.include({ imported: 1 });
    const after = await kept();
    expect(after.states).to.deep.equal(before);
    expect(after.residents).to.have.length(1);
    expect(await audited("cardStatus.import")).to.deep.equal(["refused import.wrong-type", "ok"]);
  });

  it("is imported by whoever may manage data, and by nobody else (R-JUKI-07, R-OPR-09, R-MENU-07)", async () => {
    await start();
    writeFileSync(join(folder, "status.jwe"), await sealed(states(1)));
    for (const operator of ["clerk", "auditor"]) {
      const other = await daemon.loggedIn(operator);
      for (const method of ["cardStatus.importFile", "residents.importFile"]) {
        expect(await other.codeOf(method, { file: "status.jwe" }), operator).to.equal("session.not-permitted");
      }
      other.socket.close();
    }
    expect((await kept()).states).to.deep.equal([]);
    const admin = await daemon.loggedIn("admin");
    const { rows } = (await admin.ask("menu.get")).result as { rows: { id: string; functions: { id: string }[] }[] };
    const data = rows.find(({ id }) => id === "data-management");
    expect(data?.functions.map(({ id }) => id)).to.include.members(["import-residents", "import-card-status"]);
    expect(await admin.codeOf("cardStatus.importFile", { file: "status.jwe" })).to.equal("ok");
    expect(await admin.codeOf("cardStatus.importFile", { file: "status.jwe" })).to.equal("import.old-sequence");
  });

  it("on a medium is read from the import folder, whole or not at all (R-SYS-19, R-CRYPT-03)", async () => {
    await start();
    const whole = await sealed(states(3));
    writeFileSync(join(folder, "cut.jwe"), whole.slice(0, -20));
    symlinkSync("/etc/hostname", join(folder, "link"));
    for (const [file, code] of [
      ["nowhere", "import.no-such-file"],
      ["link", "import.no-such-file"],
      ["cut.jwe", "media.malformed"],
    ] as const) {
      expect(await senior.codeOf("cardStatus.importFile", { file }), file).to.equal(code);
    }
    expect(await senior.codeOf("cardStatus.importFile", { file: "../x" })).to.equal("api.bad-params");
    expect((await kept()).states).to.deep.equal([]);
  });

  it("and residents in plain are refused, on medium and on the link: three carriers, each in plain (X-33, R-CRYPT-01, R-CRYPT-03, R-CRYPT-04)", async () => {
    await start();
    expect(await senior.codeOf("cardStatus.import", { content: states(1) })).to.equal("media.not-sealed");
    const residents = residentFile(CITY, 1, [PERSON]);
    expect(await senior.codeOf("residents.import", { content: residents })).to.equal("media.not-sealed");
    expect(await kept()).to.deep.equal({ residents: [], states: [] });
    // The link: a CS that is configured in plain stops the start; one that is told by a plain neighbour is no CS.
    await daemon.stopDaemon();
    await daemon
      .startWith((config) => config.replace("https://localhost", "http://localhost"))
      .then(
        () => expect.fail("started"),
        ({ code }) => expect(code).to.equal("config.invalid"),
      );
  });

  it("in plain is not taken either where plain resident files are: no setting lets it in (X-33, R-JUKI-09)", async () => {
    daemon = await new DaemonInTest(pki).start({
      residents: { plain: true },
      cs: { signers: [join(files, "signer.pem")] },
    });
    senior = await daemon.loggedIn("senior");
    expect(await senior.codeOf("residents.import", { content: residentFile(CITY, 1, [PERSON]) })).to.equal("ok");
    expect(await senior.codeOf("cardStatus.import", { content: states(1) })).to.equal("media.not-sealed");
  });

  it("is asked by the server alone: no terminal and no business system gets at the CS (R-SYS-07)", async () => {
    await start();
    daemon.cs.setStatus("0A0A", "active");
    for (const method of ["cs.ask", "cs.status", "cardStatus.get", "cardStatus.ask", "cardStatus.list", "status.ask"]) {
      expect(isMethodName(method), method).to.equal(false);
      expect(await senior.codeOf(method, { cardId: "0A0A" }), method).to.equal("api.unknown-method");
    }
    expect(Object.keys(methods).filter((name) => /^(cs|cardStatus|status)\./.test(name))).to.deep.equal([
      "cardStatus.import",
      "cardStatus.importFile",
    ]);
    // The CS knows the server's certificate; a business system's, of the same authority, opens nothing.
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      pki.client("library-window").then((own) => {
        const to = request(`${daemon.cs.url}/cards/0A0A/status`, { ...own, ca: pki.ca, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        to.on("error", reject).end();
      }, reject);
    });
    expect(answer).to.equal(403);
    expect(daemon.cs.asked).to.deep.equal([]);
  });

  it("follows what the CS publishes; without the CS every card counts as unknown, and that is on record (R-SYS-08, R-STATE-06)", async () => {
    await start();
    const card = deskCard();
    daemon.readers.insert("r1", card);
    const clerk = await daemon.loggedIn("clerk");
    daemon.cs.setStatus(card.cardId, "suspended");
    expect(await setArea(clerk)).to.equal("gate.card-not-active");
    daemon.cs.setStatus(card.cardId, "active");
    expect(await setArea(clerk)).not.to.match(/^gate\.card/);
    await daemon.cs.close();
    expect(await setArea(clerk)).to.equal("gate.card-state-unknown");
    expect(await audited("cs.link-up")).to.deep.equal(["ok"]);
    expect(await audited("cs.link-down")).to.deep.equal(["failed"]);
    expect(daemon.failures.join("\n")).to.contain("status.link-down");
  });

  it("that is known stands in where that is switched on, on record with its moment, and not a moment longer (A-04, R-STATE-06)", async () => {
    await start({ cachedMinutes: { load: 60 } });
    const card = deskCard();
    daemon.readers.insert("r1", card);
    const clerk = await daemon.loggedIn("clerk");
    daemon.cs.setStatus(card.cardId, "active");
    const asOf = new Date(daemon.clock.now()).toISOString();
    const withCs = await setArea(clerk);
    expect(withCs).not.to.match(/^gate\./);
    await daemon.cs.close();
    daemon.clock.advance(60 * 60_000 - 1);
    const again = await daemon.loggedIn("clerk");
    expect(await setArea(again)).to.equal(withCs);
    const facts = (await auditRows("area.set")).at(-1)?.facts;
    expect(facts).to.include({ cardStateFrom: "cache live", cardStateAsOf: asOf });
    daemon.clock.advance(1);
    expect(await setArea(again)).to.equal("gate.card-state-unknown");
  });

  it("comes by push while nobody asks, and goes on after the daemon was down (R-STATE-01, R-SYS-07)", async () => {
    await start({ push: { enabled: true, waitSeconds: 1, retrySeconds: 1 } });
    const stateOf = async () => (await kept()).states.map(({ state, source }) => `${state} ${source}`).join();
    const until = async (wanted: string) => {
      while ((await stateOf()) !== wanted) await new Promise((again) => setImmediate(again));
    };
    daemon.cs.setStatus("0A0A", "active");
    await until("active push");
    await daemon.stopDaemon();
    daemon.cs.setStatus("0A0A", "stolen");
    expect(await stateOf()).to.equal("active push");
    await daemon.startDaemon();
    await until("stolen push");
    expect(daemon.cs.asked).to.deep.equal([]);
  });

  it("with ciphers that are not on the list is no link at all: the start is refused, naming edition and cipher (R-CRYPT-01, R-CRYPT-02)", async () => {
    await start();
    await daemon.stopDaemon();
    const weak = (config: string) => config.replace(/^cs:\n/m, "cs:\n  offer: { ciphers: [DES-CBC3-SHA] }\n");
    await daemon.startWith(weak).then(
      () => expect.fail("started"),
      ({ code, details }) => {
        expect([code, details.found]).to.deep.equal(["tls.not-listed", "DES-CBC3-SHA"]);
        expect(details.edition).to.contain("CRYPTREC");
      },
    );
  });
});
