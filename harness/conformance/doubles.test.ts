import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { compactVerify } from "jose";
import { VirtualClock } from "#card/ports/clock.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { LibrarySystem } from "../doubles/library/library-system.js";
import { Shelves } from "../doubles/library/shelves.js";
import { brokenOf, makeTown, type Town, tryOut } from "./conformance.fixture.js";
import { REPORT_TYPE, signReport } from "./index.js";
import { adapted, LegacyMembers, legacyDoor } from "./systems/legacy-system.fixture.js";

describe("the conformance run, against systems that stand (R-IF-02, R-VEND-04, R-LIB-06)", function () {
  this.timeout(120_000);
  let town: Town;
  before(async () => {
    town = await makeTown();
  });

  it("finds every clause held by the double of a business system, and signs what it found (A-41)", async () => {
    const { ca: clientCa, server: identity } = town;
    const desk = await HandOverDesk.start({
      identity,
      clientCa,
      clientName: "counter",
      system: "vendor",
      fields: ["name", "address"],
    });
    const result = await tryOut(town, desk.origin);
    await desk.close();
    expect(brokenOf(result)).to.deep.equal([]);
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const jws = await signReport(result, privateKey);
    const { payload, protectedHeader } = await compactVerify(jws, publicKey);
    expect(protectedHeader).to.include({ alg: "EdDSA", typ: REPORT_TYPE });
    expect(JSON.parse(new TextDecoder().decode(payload))).to.deep.equal(result);
    const [head, , signature] = jws.split(".");
    const forged = Buffer.from(JSON.stringify({ ...result, system: "another" })).toString("base64url");
    const refused = await compactVerify(`${head}.${forged}.${signature}`, publicKey).catch(
      (error: Error) => error.name,
    );
    expect(refused).to.equal("JWSSignatureVerificationFailed");
  });

  it("finds every clause held by the library double, whose users stand in a database (R-LIB-06)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-conformance-"));
    const shelves = await Shelves.open(join(folder, "library.sqlite"), []);
    const clock = new VirtualClock("2026-04-06T10:00:00+09:00");
    const { ca: clientCa, server: identity } = town;
    const system = await LibrarySystem.start({
      identity,
      clientCa,
      daemon: "counter",
      fields: ["name"],
      clock,
      shelves,
    });
    try {
      const result = await tryOut(town, system.origin, { system: "library-window", fields: ["name"] });
      expect(brokenOf(result)).to.deep.equal([]);
      // The same system is another one by its id, and by what it is to be told.
      const mistaken = await tryOut(town, system.origin, { system: "library-window", fields: ["name", "birthDate"] });
      expect(mistaken.passed).to.equal(false);
    } finally {
      await system.close();
      await shelves.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("names the clauses that a legacy system does not hold, and finds none behind an adapter (R-IF-02)", async () => {
    const members = new LegacyMembers();
    const door = await legacyDoor(town, members);
    const before = await tryOut(town, door.origin);
    await door.close();
    const broken = before.clauses.filter(({ held }) => !held).map(({ id }) => id);
    expect(broken).to.include.members(["1.5", "2.1", "2.2", "3.3", "3.4", "4.3", "4.4", "5.2", "7.1", "7.2", "7.3"]);
    expect(broken).not.to.include.members(["1.1"]);
    const system = await adapted(town, members);
    const after = await tryOut(town, system.origin);
    await system.close();
    expect(brokenOf(after)).to.deep.equal([]);
  });

  it("tries nothing where nobody answers", async () => {
    const error = await tryOut(town, "https://localhost:1").catch((caught: { code?: string }) => caught.code);
    expect(error).to.equal("conformance.unreachable");
  });
});
