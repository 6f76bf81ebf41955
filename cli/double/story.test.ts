import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { connect } from "#client/index.js";
import { dialectsWith } from "#daemon/cards/vendor-files.js";
import { judgePaper } from "#harness/doubles/paper/judge-paper.js";
import type { Face, Screen, TouchAct } from "#harness/doubles/touch-page/faces.js";
import { prepareCard } from "#harness/municipality/prepare-card.js";
import { TestSecrets } from "#harness/municipality/secrets.js";
import { TestPki } from "#harness/municipality/test-pki.js";
import { writeMunicipality } from "#harness/municipality/write-municipality.js";
import type { RunningDaemon } from "#harness/runner/build-world.js";
import { makeCard } from "#harness/runner/card-maker.js";
import { startDaemonProcess } from "#harness/runner/daemon-process.js";
import { loadMunicipality } from "#harness/scenario/load-scenario.js";
import type { MunicipalityFixture, ServiceFixture } from "#harness/scenario/municipality.js";
import { packageRoot } from "#harness/scenario/package-root.js";
import type { CardFixture } from "#harness/scenario/schema.js";
import { PcscStack, stackMissing } from "#harness/stack/index.js";
import type { VirtualCard } from "#simulator/kernel/virtual-card.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { type StartedDouble, startDouble } from "./running-double.fixture.js";

const PIN = "2580";
const OPEN = "2026-04-06T10:00:00+09:00";
const HANAKO = {
  profile: "aoba",
  person: "hanako",
  area: "own",
  settingKey: "own",
  status: "active",
  applications: [],
};

/** Nagisa with a library that follows the interface, and with facility booking. */
function town(): MunicipalityFixture {
  const nagisa = loadMunicipality(`${packageRoot}scenarios/fixtures/nagisa.yaml`);
  const { certificate, library } = nagisa.services as { certificate: ServiceFixture; library: ServiceFixture };
  const own = { ...library, firstRecords: [] };
  return {
    ...nagisa,
    services: {
      certificate,
      library: { ...own, system: { ...library.system, id: "library-system" } },
      booking: { ...own, number: 4, system: { ...library.system, id: "booking-system" } },
    },
  };
}

describe("The doubles as programs, around the daemon as a program (R-LIB-02, R-LIB-06, R-VEND-04, R-KIOSK-01)", function () {
  this.timeout(180_000);
  const fixture = town();
  const secrets = new TestSecrets("doubles");
  const doubles: Record<string, StartedDouble> = {};
  let folder: string;
  let pki: TestPki;
  let stack: PcscStack;
  let daemon: RunningDaemon;
  let senior: Awaited<ReturnType<typeof asSenior>>;
  let card: VirtualCard;
  let cardId: string;
  let insertion: Insertion | undefined;

  const start = async (name: string, ...more: string[]) => {
    doubles[name] = await startDouble(folder, name, "--port", "0", ...more);
    return doubles[name];
  };
  const asSenior = () =>
    connect({
      url: daemon.endpoint.url,
      ca: pki.ca,
      client: { name: "story", version: "1" },
      onConnect: async (call) => {
        const password = secrets.password("senior");
        await call("session.login", { municipality: fixture.code, operatorId: "senior", password });
      },
    });
  const atReader = async (state: "ready" | "empty"): Promise<string> => {
    const ends = AbortSignal.timeout(20_000);
    for (;;) {
      const { readers } = await senior.call("readers.list", {});
      const reader = readers.find((one) => one.state === "ready");
      if (state === "empty" && reader === undefined) return "";
      if (state === "ready" && reader !== undefined) return reader.id;
      ends.throwIfAborted();
      await systemClock.sleep(100);
    }
  };
  const insert = async () => {
    insertion = insertCard(card, { port: stack.slots[0]!.port });
    await insertion.connected;
    return atReader("ready");
  };
  const remove = async () => {
    await insertion?.remove();
    insertion = undefined;
    await atReader("empty");
  };
  const loaded = async (serviceId: string, userId: string, readerId: string) => {
    const { applicationId } = await senior.call("applications.record", { userId, serviceId, kind: "load" });
    const { handOver } = await senior.call("cardApps.load", { readerId, applicationId });
    await senior.call("cardApps.setPin", { readerId, serviceId, pin: PIN });
    return handOver;
  };
  const toDaemon = (service: string) => {
    const serviceKey = join(folder, `${service}.key`);
    return ["--daemon", new URL(daemon.endpoint.url).origin, "--service-key", serviceKey];
  };

  /** The faces of a touch page as they come; what `answer` gives for one is pressed. */
  const visit = async (url: string, last: Face["name"], answer: (face: Face) => TouchAct | undefined) => {
    const faces: string[] = [];
    const ended = new AbortController();
    const { body } = await fetch(`${url}/screen`, {
      signal: AbortSignal.any([ended.signal, AbortSignal.timeout(60_000)]),
    });
    let text = "";
    for await (const part of body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const events = text.split("\n\n");
      text = events.pop()!;
      for (const event of events) {
        const { seq, face } = JSON.parse(event.slice("data: ".length)) as Screen;
        if (faces.at(-1) !== face.name) faces.push(face.name);
        if (face.name === last) {
          ended.abort();
          return faces;
        }
        if (face.name === "ended") throw new Error(`ended by ${face.code} after ${faces.join(" ")}`);
        const press = answer(face);
        if (press === undefined) continue;
        const headers = { "content-type": "application/json" };
        await fetch(`${url}/press`, { method: "POST", headers, body: JSON.stringify({ seq, press }) });
      }
    }
    throw new Error(`no ${last} after ${faces.join(" ")}`);
  };

  before(async function () {
    const missing = stackMissing();
    if (missing !== undefined) {
      this.test!.parent!.title += ` (SKIPPED: ${missing})`;
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "madoguchi-story-"));
    pki = await TestPki.create();
    const systems = [
      "daemon",
      "issuing-server",
      "library-system",
      "booking-system",
      "resident-system",
      "kiosk-terminal",
      "machine-terminal",
    ];
    for (const name of systems) await pki.client(name);
    for (const name of ["juki-cs", "relay", "resident-system", "issuing-server", "library", "booking"])
      await pki.server(`${name}-server`);
    await pki.document("issuing-server-signer");
    await pki.install(folder);
    await start("juki-cs");
    const relay = await start("relay");
    const recipient = join(folder, "recipient.pem");
    const municipality = ["--municipality", fixture.code];
    await start(
      "resident-system",
      ...municipality,
      "--relay",
      relay.addresses["中継サーバ"]!,
      "--recipient",
      recipient,
    );
    await start("issuing-server", ...municipality, "--name", fixture.name.ja, "--clock", OPEN);
    await start("library", "--clock", "2026-04-05T23:30:00+09:00");

    // What each of them printed goes into the configuration as it stands.
    const section = (name: string) => doubles[name]!.config!.section;
    const file = await writeMunicipality({ folder, fixture, secrets, pki, csUrl: "https://localhost:9" });
    const config = parse(readFileSync(file, "utf8")) as {
      cs: object;
      municipalities: { residents: object; services: { id: string; system: object }[] }[];
    };
    config.cs = section("juki-cs");
    const [own] = config.municipalities;
    own!.residents = { ...section("relay"), ...section("resident-system") };
    for (const service of own!.services) {
      const double = { certificate: "issuing-server", library: "library" }[service.id];
      if (double !== undefined) service.system = section(double);
    }
    writeFileSync(file, stringify(config));

    stack = await PcscStack.start();
    daemon = await startDaemonProcess(file, pki.ca, stack.env);
    senior = await asSenior();
    writeFileSync(recipient, (await senior.call("residents.fileKey", {})).pem);
    await doubles["resident-system"]!.tell("deposit", { people: "hanako" });
    const ports = { clock: systemClock, random: seededRandom("doubles/card") };
    const wanted = HANAKO as unknown as CardFixture;
    card = await makeCard(wanted, fixture, secrets, ports);
    const dialects = dialectsWith([]);
    cardId = await prepareCard(card, wanted, { municipality: fixture, secrets, random: ports.random, dialects });
    await doubles["juki-cs"]!.tell("status", { card: cardId, state: "active" });
  });
  after(async () => {
    await insertion?.remove();
    const ended = await Promise.allSettled(Object.values(doubles).map((double) => double.end()));
    await senior?.close();
    await daemon?.stop();
    await stack?.stop();
    pki?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    expect(ended.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).to.deep.equal([]);
  });

  it("residents come over the relay, the card is active by the CS, and both systems are handed the user over by the configuration that they printed", async () => {
    expect(await senior.call("residents.pull", {})).to.include({ files: 1, imported: 1 });
    const readerId = await insert();
    const { userId } = await senior.call("users.register", { readerId, residentId: "R-hanako" });
    // Delivered at once, or a moment later: the systems say below that it came.
    expect(await loaded("library", userId, readerId)).to.be.oneOf(["notified", "queued"]);
    expect(await loaded("certificate", userId, readerId)).to.be.oneOf(["notified", "queued"]);
    expect(await doubles["library"]!.tell("users", { atLeast: "1" })).to.deep.equal({
      users: 1,
      knows: ["address", "name"],
    });
    expect(await doubles["issuing-server"]!.tell("users", { atLeast: "1" })).to.deep.equal({ users: 1 });
  });

  it("the library knows its users after a new start, lends without the PIN, reserves with it, and lends nothing to a stopped card (R-LIB-02, R-LIB-05, A-15)", async () => {
    await doubles["library"]!.end();
    const library = await start("library", "--clock", "2026-04-05T23:30:00+09:00", ...toDaemon("library"));
    const lent = await library.tell("serve", { act: "lend", item: "B-0001" });
    expect(lent).to.deep.include({ pin: false, loans: ["B-0001"] });
    expect((lent as { loan: { due: string } }).loan.due).to.equal("2026-04-19");
    const refused = (values: Record<string, string>) =>
      library.tell("serve", values).then(
        () => "served",
        ({ message }: Error) => message,
      );
    expect(await refused({ act: "reserve", item: "B-0002" })).to.contain("library.pin-needed");
    const reserved = await library.tell("serve", { act: "reserve", item: "B-0002" }, ["pin", PIN]);
    expect(reserved).to.deep.include({ pin: true, reservations: ["B-0002"] });
    expect(await library.tell("serve", { act: "return", item: "B-0001" })).to.deep.include({ pin: false, loans: [] });
    await senior.call("stops.set", { residentId: "R-hanako", reason: "lost", reportedBy: "holder" });
    expect(await refused({ act: "lend", item: "B-0003" })).to.contain("gate.stopped");
    await senior.call("stops.lift", { residentId: "R-hanako", cardId, what: "card", identityChecked: true });
    expect(await library.tell("serve", { act: "lend", item: "B-0003" })).to.deep.include({ loans: ["B-0003"] });
  });

  it("three wrong PINs lock the library's application: its window refuses even what asks for no PIN (R-LIB-05, R-PIN-03)", async () => {
    const library = doubles["library"]!;
    const refused = (values: Record<string, string>, pin?: string) =>
      library.tell("serve", values, pin === undefined ? undefined : ["pin", pin]).then(
        () => "served",
        ({ message }: Error) => message,
      );
    const wrong = [];
    for (const pin of ["0001", "0002", "0003"]) wrong.push(await refused({ act: "view" }, pin));
    expect(wrong[0]).to.contain("card-app.wrong-pin").and.contain("triesLeft=2");
    expect(wrong[2]).to.contain("locked");
    expect(await refused({ act: "lend", item: "B-0002" })).to.contain("pin.locked");
  });

  it("with the same card the kiosk's touch page leads to a paper in its tray, through daemon, pcscd and vpcd (R-KIOSK-01, R-KIOSK-09, R-SYS-12, R-LIB-05)", async () => {
    await remove();
    const issuing = doubles["issuing-server"]!.addresses["証明発行サーバ"]!;
    const kiosk = await start("kiosk", ...toDaemon("certificate"), "--issuing", issuing);
    const touched = visit(kiosk.addresses["タッチ画面"]!, "done", (face) => {
      if (face.name === "pin") return { act: "pin", pin: face.triesLeft === undefined ? "0000" : PIN };
      if (face.name === "choose") return { act: "choose", kind: "resident" };
      return face.name === "pay" ? { act: "insert", yen: 100 } : undefined;
    });
    await insert();
    expect(await touched).to.include.members(["reading", "pin", "checking", "choose", "pay", "printing", "done"]);
    await remove();
    const tray = kiosk.addresses["取り出し口"]!;
    const [paper] = readdirSync(tray);
    await judgePaper(readFileSync(join(tray, paper!)), pki.ca);
    expect(await doubles["issuing-server"]!.tell("issued")).to.deep.equal([
      { serial: "13105-20260406-000001", kind: "resident", terminal: "kiosk-terminal" },
    ]);
    const [row] = (await kiosk.tell("visits")) as object[];
    expect(row).to.include({ issued: "13105-20260406-000001", kind: "resident" });
    const kept = readdirSync(join(folder, "stores/kiosk"), { withFileTypes: true }).filter((one) => one.isFile());
    for (const { name } of kept)
      expect(readFileSync(join(folder, "stores/kiosk", name), "utf8")).not.to.match(/2580|0000"|花子/);
    await kiosk.end();
    delete doubles["kiosk"];
  });

  it("at 23:00 by the issuing server's clock the kiosk is closed, and the machine beside it is not (R-VEND-02, X-26, X-27)", async () => {
    const issuing = doubles["issuing-server"]!;
    await issuing.tell("clock", { at: "2026-04-06T23:00:00+09:00" });
    const address = ["--issuing", issuing.addresses["証明発行サーバ"]!, ...toDaemon("certificate")];
    const [kiosk, machine] = [await start("kiosk", ...address), await start("machine", ...address)];
    const nothing = () => undefined;
    await visit(kiosk.addresses["タッチ画面"]!, "closed", nothing);
    expect(((await machine.tell("screen")) as Screen).face.name).to.equal("welcome");
  });

  it("booking starts against the daemon, and shows residents who it is", async () => {
    const booking = await start("booking", "--hand-over-port", "0", ...toDaemon("booking"));
    expect(booking.config!.section).to.include({ id: "booking-system" });
    expect(await booking.tell("bookings")).to.deep.equal([]);
  });
});
