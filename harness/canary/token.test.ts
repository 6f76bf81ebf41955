import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { seededRandom } from "#card/ports/random.js";
import { SoftToken, softHsm, TOKEN_PIN } from "#daemon/keys/token/soft-token.fixture.js";
import { residentFile } from "../municipality/resident-file.js";
import { DaemonChild } from "../trials/kill/child.js";
import { Terminal } from "../trials/kill/terminal.js";
import { CITY, openTown } from "../trials/town.js";
import { octetCanary, scanFolder, scanOctets, scanProcess, textCanary } from "./index.js";

const PERSON = { name: "見本 太郎", kana: "ミホン タロウ", address: "見本県", birth: "1980-01-02", sex: "1" };

describe("Canaries where the key-encryption key is in a token (R-AREA-11, R-LOG-06, X-35)", function () {
  this.timeout(180_000);

  it("are not even in the daemon's memory: neither the key nor the token's PIN", async function () {
    const module = softHsm();
    if (module === undefined) return this.skip();
    const kek = seededRandom("token canary").bytes(32);
    const token = new SoftToken(module);
    token.import(kek, "kek", "01");
    const town = await openTown({ seed: "token canary town", count: 1 });
    let child: DaemonChild | undefined;
    try {
      appendFileSync(join(town.folder, "madoguchi.yaml"), stringify({ keys: { pkcs11: token.place("kek") } }));
      const { secrets, seats, data, pki } = town;
      const seat = seats[0]!;
      const canaries = [octetCanary("KEK", kek), textCanary("PIN of the token", TOKEN_PIN)];
      const masters = [
        octetCanary("area master", secrets.areaMaster("own")),
        octetCanary("service master", secrets.serviceMaster("library")),
      ];
      child = new DaemonChild(town.plan());
      const firstSaid = child;
      const terminal = new Terminal(seat, seededRandom("token canary"), () => undefined);
      const senior = new Terminal(
        { ...seat, operator: "senior", password: secrets.password("senior") },
        seededRandom("token canary"),
        () => undefined,
      );
      await senior.connect(await child.listening, pki.ca);
      await senior.call("residents.import", { content: residentFile(CITY, 1, [{ residentId: "R-0", ...PERSON }]) });
      await senior.leave();
      await terminal.connect(await child.listening, pki.ca);
      await terminal.settle();
      await terminal.leave();
      await child.end("SIGTERM");
      // Registered, the key files go; the second life opens everything through the token.
      for (const name of ["area.key", "library.key"]) rmSync(join(town.folder, name));
      child = new DaemonChild(town.plan(new Uint8Array(32)));
      await terminal.connect(await child.listening, pki.ca);
      await terminal.look();
      const { userId } = terminal;
      for (const kind of ["load", "delete", "load"] as const) {
        const { applicationId } = await terminal.call("applications.record", { userId, serviceId: "library", kind });
        await terminal.call(kind === "load" ? "cardApps.load" : "cardApps.delete", {
          readerId: seat.reader,
          applicationId,
        });
      }
      if (process.platform === "linux") {
        // The scan would find what is there.
        expect(scanProcess(child.pid, [textCanary("what it works on", "madoguchi.sqlite")])).not.to.deep.equal([]);
        expect(scanProcess(child.pid, canaries)).to.deep.equal([]);
        const texts = scanProcess(child.pid, masters).filter(({ encoding }) => encoding !== "octets");
        expect(texts).to.deep.equal([]);
      }
      await terminal.leave();
      await child.end("SIGTERM");
      expect(scanFolder(data, [...canaries, ...masters])).to.deep.equal([]);
      expect(scanOctets(Buffer.from(firstSaid.said + child.said), "output", [...canaries, ...masters])).to.deep.equal(
        [],
      );
    } finally {
      await child?.end("SIGKILL");
      await town.close();
      token.close();
    }
  });
});
