import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parsePackage, verifyPackage } from "#card/region/index.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";
import { TestSecrets } from "./secrets.js";
import { TestPki } from "./test-pki.js";
import { writeMunicipality } from "./write-municipality.js";

describe("A test municipality on disk", function () {
  this.timeout(60_000);
  const fixture = loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`);
  const secrets = new TestSecrets("a test");
  let pki: TestPki;
  let folder: string;

  before(async () => {
    pki = await TestPki.create();
    folder = mkdtempSync(join(tmpdir(), "madoguchi-test-"));
  });
  after(() => {
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is a configuration that the daemon takes, with signed packages and guarded secrets", async () => {
    const file = await writeMunicipality({ folder, fixture, secrets, pki, csUrl: "https://127.0.0.1:1/" });
    const { municipalities, operators } = loadConfig(file);
    const [municipality] = municipalities;
    expect(municipality?.services.map(({ id }) => id)).to.deep.equal(Object.keys(fixture.services));
    const signer = createPublicKey(readFileSync(municipality!.packageSigner, "utf8"));
    for (const service of municipality!.services) {
      const pkg = parsePackage(new Uint8Array(readFileSync(service.package)));
      expect(pkg.municipality).to.equal(fixture.code);
      expect(() => verifyPackage(pkg, signer)).not.to.throw();
      expect(statSync(service.serviceKey.file).mode & 0o077).to.equal(0);
    }
    for (const operator of operators) expect(statSync(operator.passwordFile).mode & 0o077).to.equal(0);
  });

  it("has the same secrets for the same seed, and others for another", () => {
    const [same, other] = [new TestSecrets("a test"), new TestSecrets("another test")];
    expect(same.areaMaster("own")).to.deep.equal(secrets.areaMaster("own"));
    expect(same.packageSigner()).to.equal(secrets.packageSigner());
    expect(other.areaMaster("own")).not.to.deep.equal(secrets.areaMaster("own"));
    expect(same.areaMaster("foreign")).not.to.deep.equal(same.areaMaster("own"));
    expect(other.packageSigner()).not.to.equal(secrets.packageSigner());
    expect(same.password("clerk")).not.to.equal(same.password("senior"));
  });
});
