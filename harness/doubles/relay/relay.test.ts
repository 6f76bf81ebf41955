import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { RelayClient } from "#daemon/residents/relay/relay-client.js";
import { CITY, DaemonInTest, type RawClient } from "../../daemon/daemon-in-test.js";
import { TestPki } from "../../municipality/test-pki.js";
import { ResidentSystem } from "../resident-system/resident-system.js";
import { Relay, type RelayFault } from "./relay.js";

const row = (residentId: string, name = "見本 太郎") => ({
  residentId,
  name,
  kana: "ミホン タロウ",
  address: "星見市1-1",
  birth: "1980-01-02",
  sex: "1",
});

describe("Residents through the relay server", function () {
  this.timeout(120_000);
  let pki: TestPki;
  let folder: string;
  let relay: Relay;
  let system: ResidentSystem;
  let daemon: DaemonInTest;
  let senior: RawClient;

  const residents = async (url = relay.url) => {
    const { cert, key } = await pki.client("daemon");
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text, { mode: 0o600 });
      return join(folder, name);
    };
    return {
      folder,
      signers: [file("signer.pem", system.signer)],
      residentSystem: [system.url],
      relay: {
        url,
        ca: file("ca.pem", pki.ca),
        cert: file("client.pem", cert),
        key: file("client-key.pem", key),
        timeoutMs: 500,
      },
    };
  };

  before(async () => {
    pki = await TestPki.create();
    folder = mkdtempSync(join(tmpdir(), "madoguchi-import-"));
    const identity = await pki.server("relay");
    relay = await Relay.start({ identity, clientCa: pki.ca, depositor: "resident-system", fetcher: "daemon" });
    system = await ResidentSystem.start({
      identity: await pki.server("resident-system-server"),
      client: await pki.client("resident-system"),
      ca: pki.ca,
      municipality: CITY,
    });
    daemon = await new DaemonInTest(pki).start({ residents: await residents() });
    senior = await daemon.loggedIn("senior");
    const { result } = await senior.ask("residents.fileKey");
    system.sealFor(result!["jwk"] as JsonWebKey);
  });
  after(async () => {
    await daemon.stop();
    await relay.close();
    await system.close();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    relay.fault = undefined;
  });

  const found = async (query: object = { name: "見本" }) => {
    const { result } = await senior.ask("residents.search", { query });
    return (result!["residents"] as { residentId: string }[]).map(({ residentId }) => residentId);
  };
  const pull = async () => {
    const { result, error } = await senior.ask("residents.pull");
    return error?.data.code ?? result;
  };
  const changed = async (...ids: string[]) => system.deposit(relay.url, await system.change(ids.map((id) => row(id))));

  it("come file after file, each once (R-JUKI-04, R-SYS-10)", async () => {
    await changed("R1", "R2");
    await changed("R3");
    expect(relay.waiting(CITY)).to.deep.equal([1, 2]);
    expect(await pull()).to.deep.equal({ files: 2, imported: 3, sequence: 2 });
    expect(await found()).to.deep.equal(["R1", "R2", "R3"]);
    expect(await pull()).to.deep.equal({ files: 0, imported: 0, sequence: 2 });
  });

  it("are the same rows as by medium; what came later by one way is not undone by the other (R-JUKI-05, X-32)", async () => {
    const medium = await system.change([row("R1", "見本 古")]);
    await system.deposit(relay.url, await system.change([row("R1", "見本 新")]));
    expect(await pull()).to.include({ files: 1, sequence: 4 });
    writeFileSync(join(folder, "old.jwe"), medium);
    expect((await senior.ask("residents.importFiles")).result!["files"]).to.deep.include({
      file: "old.jwe",
      octets: medium.length,
    });
    expect(await senior.codeOf("residents.importFile", { file: "old.jwe" })).to.equal("import.old-sequence");
    expect(await found({ name: "見本 新" })).to.deep.equal(["R1"]);
    writeFileSync(join(folder, "new.jwe"), await system.change([row("R1", "見本 最新"), row("R2")]));
    expect((await senior.ask("residents.importFile", { file: "new.jwe" })).result).to.include({ imported: 2 });
    expect(await found({ name: "見本 最新" })).to.deep.equal(["R1"]);
    const progress = senior.frames.filter(({ method }) => method === "residents.importProgress");
    expect(progress.at(-1)!.params).to.include({ residents: 2 });
  });

  for (const [fault, code] of [
    ["silent", /^relay\.timed-out$/],
    ["hangs", /^relay\.timed-out$/],
    ["cuts", /^relay\.cut-off$/],
    ["says-more", /^relay\.cut-off$/],
    // The rest of the file is no answer to anything: the parser ends the connection, sooner or later.
    ["says-less", /^(media\.(cut-off|malformed)|relay\.cut-off)$/],
    ["error", /^relay\.bad-answer$/],
    ["replays", /^import\.old-sequence$/],
  ] satisfies [RelayFault, RegExp][]) {
    it(`nothing is half done when the relay does this: ${fault}; and the offline way still works`, async () => {
      const before = await found();
      await changed(`${fault}-1`, `${fault}-2`);
      relay.fault = fault;
      expect(await pull()).to.match(code);
      expect(await found()).to.deep.equal(before);
      writeFileSync(join(folder, "offline.jwe"), await system.change([row(`${fault}-offline`)]));
      expect(await senior.codeOf("residents.importFile", { file: "offline.jwe" })).to.equal("ok");
      expect(await found({ residentId: `${fault}-offline` })).to.have.length(1);
    });
  }

  it("a relay that makes files itself, or opens them, gets nothing in (R-CRYPT-04)", async () => {
    const own = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    await system.deposit(relay.url, await system.seal("{}", { signer: own }), 1_000);
    expect(await pull()).to.equal("media.wrong-signer");
    await system.deposit(relay.url, Buffer.from('{"type":"residents"}'), 1_000);
    expect(await pull()).to.equal("media.not-sealed");
  });

  it("what answers in the relay's place is refused when it is the resident system itself, or nothing at all (R-SYS-10)", async () => {
    const { relay: link } = await residents();
    const identity = { ...(await pki.client("daemon")), ca: pki.ca };
    const asking = async (url: string, over: object = {}) => {
      const client = new RelayClient({ ...link, identity, fileTimeoutMs: 10_000, url, ...over });
      try {
        await client.next(CITY, 0, new AbortController().signal);
        return "answered";
      } catch (error) {
        return isMadoguchiError(error) ? error.code : String(error);
      } finally {
        client.close();
      }
    };
    expect(await asking(system.url)).to.equal("relay.not-a-relay");
    expect(await asking("https://localhost:1")).to.equal("relay.link-down");
    const stranger = { ...(await pki.client("stranger")), ca: pki.ca };
    expect(await asking(relay.url, { identity: stranger })).to.equal("relay.bad-answer");
    const elsewhere = { ...identity, ca: (await pki.client("stranger")).cert };
    expect(await asking(relay.url, { identity: elsewhere })).to.equal("relay.link-down");
  });

  it("a configuration that names the resident system as the relay is refused at start (R-SYS-10)", async () => {
    const refusal = async (over: object) => {
      const other = new DaemonInTest(pki);
      try {
        await other.start({ residents: { ...(await residents()), ...over } });
        return "started";
      } catch (error) {
        if (!isMadoguchiError(error)) throw error;
        return `${error.code} ${error.details["problems"]}`;
      } finally {
        await other.stop();
      }
    };
    const direct = system.url.replace("localhost", "127.0.0.1");
    expect(await refusal({ residentSystem: [relay.url] })).to.match(
      /^config\.invalid .*relay\.url.*relay server only/s,
    );
    expect(await refusal({ ...(await residents(direct)) })).to.match(/^config\.invalid .*relay server only/s);
    expect(await refusal({ residentSystem: [] })).to.match(/^config\.invalid .*residentSystem/s);
    expect(await refusal({ signers: [] })).to.match(/^config\.invalid .*signers/s);
    expect(loadConfig(daemon.configFile).municipalities[0]?.residents.relay?.url).to.equal(relay.url);
  });
});
