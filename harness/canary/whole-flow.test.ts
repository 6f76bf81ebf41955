import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { fromHex } from "#card/bytes/bytes.js";
import { seededRandom } from "#card/ports/random.js";
import { deriveAreaKeys } from "#card/region/derived-keys.js";
import { writeReports } from "#reports/index.js";
import { findResident } from "#simulator/people/index.js";
import { residentFile } from "../municipality/resident-file.js";
import { TestSecrets } from "../municipality/secrets.js";
import { runScenarios } from "../runner/run.js";
import { loadScenario } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { DaemonChild } from "../trials/kill/child.js";
import { Terminal } from "../trials/kill/terminal.js";
import { CITY, openTown } from "../trials/town.js";
import { type Canary, octetCanary, scanFolder, scanOctets, scanProcess, textCanary, undeclared } from "./index.js";

const PERSON = {
  name: "金糸雀 検査",
  kana: "カナリア ケンサ",
  address: "金糸雀県検査市一丁目",
  birth: "1980-01-02",
  sex: "1",
};
/** A number of twelve digits whose check digit is right: its file is refused. */
const NUMBER = "123456789018";
const FORMER_PIN = "7391-CANARY-PIN";

const personal = ["name", "kana", "address"] as const;

describe("Canaries in whole flows (R-LOG-06, R-PRIV-07, R-AREA-11, X-35)", function () {
  this.timeout(180_000);

  it("are nowhere on disk but residents in the store, nowhere in what the process says, and no key is in its memory as a text", async () => {
    const kek = seededRandom("canary kek").bytes(32);
    const town = await openTown({ seed: "canary town", count: 1, kek });
    let child: DaemonChild | undefined;
    try {
      const { secrets, seats, data, pki } = town;
      const seat = seats[0]!;
      const areaMaster = secrets.areaMaster("own");
      const masters = [
        octetCanary("area master", areaMaster),
        octetCanary("service master", secrets.serviceMaster("library")),
      ];
      const id = fromHex(Buffer.from("TRIAL00000").toString("hex"));
      const { enc, mac, dek } = deriveAreaKeys({ keyId: "HOSHIMI-1", generation: 1, master: areaMaster }, id, "area");
      const always: Canary[] = [
        ...masters,
        octetCanary("KEK", kek),
        ...[enc, mac, dek].map((key) => octetCanary("card's area key", key)),
        textCanary("password", seat.password),
        textCanary("senior's password", secrets.password("senior")),
        textCanary("individual number", NUMBER),
        textCanary("PIN", FORMER_PIN),
      ];
      const people = personal.map((field) => textCanary(field, PERSON[field]));

      child = new DaemonChild(town.plan());
      const first = await child.listening;
      const terminal = new Terminal(seat, seededRandom("canary"), () => undefined);
      const senior = new Terminal(
        { ...seat, operator: "senior", password: secrets.password("senior") },
        seededRandom("canary"),
        () => undefined,
      );
      const refused = (call: Promise<unknown>) =>
        call.then(
          () => "ok",
          (error: Error) => error.message,
        );
      await senior.connect(first, pki.ca);
      const rows = [{ residentId: "R-0", ...PERSON }];
      expect(
        await refused(
          senior.call("residents.import", { content: residentFile(CITY, 1, [{ ...rows[0]!, address: NUMBER }]) }),
        ),
      ).not.to.equal("ok");
      await senior.call("residents.import", { content: residentFile(CITY, 1, rows) });
      await terminal.connect(first, pki.ca);
      await terminal.settle();
      expect(
        await refused(
          terminal.call("cardApps.setPin", { readerId: seat.reader, serviceId: "library", pin: FORMER_PIN }),
        ),
      ).not.to.equal("ok");
      await Promise.all([terminal, senior].map((one) => one.leave()));
      await child.end("SIGTERM");
      const firstSaid = child.said;

      // As in production: the keys are registered, their files taken away. The cards keep what they derived.
      for (const name of ["area.key", "library.key"]) rmSync(join(town.folder, name));
      child = new DaemonChild(town.plan(new Uint8Array(32)));
      const second = await child.listening;
      await terminal.connect(second, pki.ca);
      expect(await terminal.look()).to.equal(false);
      const { userId } = terminal;
      for (const kind of ["load", "delete", "load"] as const) {
        const { applicationId } = await terminal.call("applications.record", { userId, serviceId: "library", kind });
        const params = { readerId: seat.reader, applicationId };
        await terminal.call(kind === "load" ? "cardApps.load" : "cardApps.delete", params);
      }
      await terminal.call("residents.search", { query: { residentId: "R-0" } });

      const inMemory = process.platform === "linux" ? scanProcess(child.pid, [...always, ...people]) : [];
      const onDisk = [scanFolder(data, [...always, ...people])];
      await terminal.leave();
      await child.end("SIGTERM");
      onDisk.push(scanFolder(data, [...always, ...people]));

      const store = /^madoguchi\.sqlite/;
      const declared = { name: [store], kana: [store], address: [store] };
      for (const findings of onDisk) {
        expect(undeclared(findings, declared)).to.deep.equal([]);
        // The scan would find what is there.
        expect(findings.map(({ canary }) => canary)).to.include.members([...personal]);
      }
      expect(scanOctets(Buffer.from(firstSaid + child.said), "output", [...always, ...people])).to.deep.equal([]);

      if (process.platform === "linux") {
        // The key-encryption key must be at hand while the daemon runs: it shows that the memory was read.
        expect(inMemory.map(({ canary }) => canary)).to.include("KEK");
        // Octets of a used master stay in memory that OpenSSL and V8 have let go but not yet used again (docs/testing.md); a text of one,
        // which nothing could wipe, is never made. The PIN was sent in the life before.
        const texts = inMemory.filter(({ encoding }) => encoding !== "octets");
        expect(texts.filter(({ canary }) => /master|KEK|PIN/.test(canary))).to.deep.equal([]);
      }
    } finally {
      await child?.end("SIGKILL");
      await town.close();
    }
  });

  it("are in no report and no evidence of the counter's main flow", async () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-canary-"));
    const file = `${packageRoot}scenarios/counter/main-flow.yaml`;
    try {
      const { scenario, municipality } = loadScenario(file);
      const { evidence } = await runScenarios({ files: [file], target: "memory" });
      expect(evidence.scenarios.map(({ outcome }) => outcome)).to.deep.equal(["passed"]);
      writeReports(evidence, folder);
      const secrets = new TestSecrets(scenario.fixtures.seed);
      const operators = Object.keys(municipality.operators).map((name) => textCanary(name, secrets.password(name)));
      const residents = municipality.residents.map((name) => findResident(name));
      const canaries = [
        ...operators,
        octetCanary("area master", secrets.areaMaster("own")),
        ...Object.keys(municipality.services).map((id) => octetCanary(`${id} master`, secrets.serviceMaster(id))),
        ...residents.flatMap(({ address, kana, individualNumber }) => [
          textCanary("address", address),
          textCanary("kana", kana),
          textCanary("individual number", individualNumber),
        ]),
      ];
      // The scan would find what is there.
      expect(scanFolder(folder, [textCanary("what every report says", "Madoguchi")])).not.to.deep.equal([]);
      expect(scanFolder(folder, canaries)).to.deep.equal([]);
      expect(scanOctets(Buffer.from(JSON.stringify(evidence)), "evidence", canaries)).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
