import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { certificateFingerprint, type Identity } from "#daemon/tls/index.js";
import { TestPki } from "../municipality/test-pki.js";
import { DaemonInTest } from "./daemon-in-test.js";

describe("The pairing of an application with its business system (R-SEC-07, R-SEC-01)", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;
  let former: Identity;
  let next: Identity;

  before(async () => {
    pki = await TestPki.create();
    former = await pki.client("library-window");
    next = await pki.client("library-window-next");
    daemon = await new DaemonInTest(pki).start();
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const loginOf = async ({ cert, key }: Identity, systemId = "library-window") => {
    const client = await daemon.greeted({ cert, key });
    const code = await client.codeOf("session.loginSystem", { systemId });
    client.socket.close();
    return code;
  };
  const fingerprintOf = ({ cert }: Identity) => certificateFingerprint(cert);
  const rewrite = (from: string, to: string) => {
    const text = readFileSync(daemon.configFile, "utf8");
    expect(text).to.contain(from);
    writeFileSync(daemon.configFile, text.replace(from, to));
  };

  it("is moved to the system that replaces it: the new one works, the old one is refused, and there are never two", async () => {
    expect([await loginOf(former), await loginOf(next)]).to.deep.equal(["ok", "session.certificate"]);
    await daemon.stopDaemon();
    rewrite(fingerprintOf(former), fingerprintOf(next));
    await daemon.startDaemon();
    expect([await loginOf(former), await loginOf(next)]).to.deep.equal(["session.certificate", "ok"]);
    expect(await loginOf(next, "issuing-server"), "nor is it another application's").to.equal("session.certificate");
  });

  it("cannot be doubled: a second service on the same application stops the start, with its place", async () => {
    await daemon.stopDaemon();
    const before = readFileSync(daemon.configFile, "utf8");
    const config = parse(before);
    const [library, certificate] = config.municipalities[0].services;
    certificate.aid = library.aid;
    writeFileSync(daemon.configFile, stringify(config));
    const refusal = await daemon.startDaemon().then(
      () => "started",
      (error) => (isMadoguchiError(error) ? `${error.code} ${JSON.stringify(error.details)}` : String(error)),
    );
    expect(refusal).to.match(/^config\./);
    expect(refusal).to.contain("is there twice");
    writeFileSync(daemon.configFile, before);
    await daemon.startDaemon();
    expect(await loginOf(next)).to.equal("ok");
  });
});
