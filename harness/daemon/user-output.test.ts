import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openMedia } from "#daemon/media/open-media.js";
import { fileRow as row } from "#daemon/residents/testing/file-row.js";
import { openStore } from "#daemon/store/store.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

describe("File output of user information", function () {
  this.timeout(60_000);
  const recipient = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let pki: TestPki;
  let folder: string;
  let daemon: DaemonInTest;
  let senior: RawClient;

  const start = async (over: object = {}) => {
    const pem = join(folder, "recipient.pem");
    writeFileSync(pem, recipient.publicKey.export({ type: "spki", format: "pem" }));
    mkdirSync(join(folder, "out"));
    const household = { name: "household", label: { en: "Household", ja: "世帯番号" }, purpose: "family cards" };
    const residents = {
      plain: true,
      items: [household],
      output: { folder: join(folder, "out"), recipient: pem },
      ...over,
    };
    daemon = await new DaemonInTest(pki).start({ residents });
    senior = await daemon.loggedIn("senior");
  };

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-output-"));
  });
  afterEach(async () => {
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("opens with the recipient's key alone, holds added items, and is on record with its purpose (R-DATA-04, R-CRYPT-04, R-PRIV-05, X-22)", async () => {
    await start();
    await senior.ask("residents.import", {
      content: residentFile(CITY, 1, [row("R1", { household: "H-1" }), row("R2")]),
    });
    const { result: shown } = await senior.ask("residents.search", { query: { residentId: "R1" } });
    expect((shown!["residents"] as { items: object[] }[])[0]!.items).to.deep.equal([
      { name: "household", label: { en: "Household", ja: "世帯番号" }, value: "H-1" },
    ]);
    await daemon.stopDaemon();
    const store = await openStore(join(daemon.folder, "data", "madoguchi.sqlite"));
    const registered = { registeredBy: "senior", registeredAt: 0, municipality: CITY };
    await store.of(CITY).users.add({ id: "u1", residentId: "R1", cardId: "0A", ...registered });
    await store.close();
    await daemon.startDaemon();
    senior = await daemon.loggedIn("senior");

    // Nothing has to be typed for the holder of a card (R-JUKI-02).
    const { result: byCard } = await senior.ask("residents.search", { query: { cardId: "0A" } });
    expect(byCard!["residents"]).to.have.length(1).and.to.have.nested.property("[0].residentId", "R1");
    expect((await senior.ask("residents.search", { query: { cardId: "0B" } })).result!["residents"]).to.deep.equal([]);

    const { result } = await senior.ask("users.export", { purpose: "年次点検" });
    expect(result).to.include({ users: 1 });
    expect(readdirSync(join(folder, "out"))).to.deep.equal([result!["file"]]);
    const file = readFileSync(join(folder, "out", String(result!["file"])));
    expect(file.toString()).not.to.contain("見本");
    const signer = await publicSigner();
    const parts: Uint8Array[] = [];
    for await (const part of openMedia([file], { recipient: recipient.privateKey, signers: [signer] }))
      parts.push(part);
    const text = Buffer.concat(parts).toString();
    const [header = "", line = ""] = text.split("\n");
    const body = text.slice(header.length + 1);
    expect(JSON.parse(header)).to.deep.equal({
      type: "users",
      municipality: CITY,
      count: 1,
      sha256: createHash("sha256").update(body).digest("hex"),
    });
    expect(JSON.parse(line)).to.include({ userId: "u1", residentId: "R1", cardId: "0A", household: "H-1" });

    const auditor = await daemon.loggedIn("auditor");
    const entries = (await auditor.ask("audit.list", {})).result!["entries"] as { event: string; facts: object }[];
    expect(entries.find(({ event }) => event === "users.export")!.facts).to.include({ users: 1, purpose: "年次点検" });
  });

  /** The municipality's own public key, from the wrapped one in its store: what a partner is given by move.publicKeys. */
  async function publicSigner() {
    const { result } = await (await daemon.loggedIn("admin")).ask("move.publicKeys");
    return createPublicKey({ key: (result!["keys"] as object[])[0] as never, format: "jwk" });
  }

  it("is refused without purpose, right, recipient or room, and leaves nothing behind (R-DATA-04)", async () => {
    await start({ plain: false });
    expect(await senior.codeOf("users.export", { purpose: " " })).to.equal("api.bad-params");
    const clerk = await daemon.loggedIn("clerk");
    expect(await clerk.codeOf("users.export", { purpose: "x" })).to.equal("session.not-permitted");
    rmSync(join(folder, "out"), { recursive: true });
    expect(await senior.codeOf("users.export", { purpose: "x" })).to.equal("output.cannot-write");
    await daemon.stop();
    await start({ plain: false, output: { folder: join(folder, "out") } });
    expect(await senior.codeOf("users.export", { purpose: "x" })).to.equal("output.not-configured");
    expect(readdirSync(join(folder, "out"))).to.deep.equal([]);
  });
});
