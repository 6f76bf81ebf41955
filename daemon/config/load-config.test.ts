import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { loadConfig, parseConfig } from "./load-config.js";

const source = (path: string) => fileURLToPath(new URL(`../../../daemon/config/${path}`, import.meta.url));

function refusal(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (isMadoguchiError(error)) return error;
    throw error;
  }
  return expect.fail("it was accepted");
}

describe("The configuration", () => {
  const minimal = readFileSync(source("testing/minimal.yaml"), "utf8");

  it("needs little: the rest has defaults that are safe", () => {
    const config = parseConfig(minimal, "/etc/madoguchi/daemon.yaml");
    expect(config.listen).to.deep.equal({ host: "127.0.0.1", port: 8443, origins: [], allow: [], exposed: false });
    expect(config.login).to.include({ failures: 5, lockMinutes: 15, idleMinutes: 10 });
  });

  it("takes its paths from the directory of its file", () => {
    const config = parseConfig(minimal, "/etc/madoguchi/daemon.yaml");
    expect([config.data, config.cs.ca, config.municipalities[0]?.areaKeys[0]?.file]).to.deep.equal([
      "/etc/madoguchi/data",
      "/etc/madoguchi/ca.pem",
      "/etc/madoguchi/area.key",
    ]);
  });

  it("takes the paths of vendor files from there too, and needs none", () => {
    const given = `${minimal}cards: { vendors: [cards/ours.yaml] }\n`;
    const vendors = (text: string) => parseConfig(text, "/etc/madoguchi/daemon.yaml").cards.vendors;
    expect(vendors(given)).to.deep.equal(["/etc/madoguchi/cards/ours.yaml"]);
    expect(vendors(minimal)).to.deep.equal([]);
  });

  it("knows cards of Triple DES unless it is struck out (A-26)", () => {
    const { cards } = parseConfig(minimal, "c.yaml");
    expect(cards.tripleDes).to.equal(true);
    expect(parseConfig(`${minimal}cards: { tripleDes: false }\n`, "c.yaml").cards).to.include({ tripleDes: false });
  });

  it("listens on an exposed address only when told so in so many words", () => {
    const exposed = `${minimal}listen: { host: 0.0.0.0, exposed: true }\n`;
    expect(parseConfig(exposed, "c.yaml").listen.host).to.equal("0.0.0.0");
  });

  it("names the file that it cannot read", () => {
    expect(refusal(() => loadConfig("/nowhere/daemon.yaml"))).to.deep.include({
      code: "config.unreadable",
      details: { file: "/nowhere/daemon.yaml" },
    });
  });

  it("tells all its problems at once, a line each", () => {
    const { details } = refusal(() => parseConfig("listen: { port: 70000 }\ncs: 1\n", "c.yaml"));
    expect(
      String(details["problems"])
        .split("\n")
        .map((line) => line.split(" ")[1]),
    ).to.deep.equal(["listen.port:", "data:", "municipalities:", "cs:"]);
  });

  for (const name of readdirSync(source("malformed"))) {
    const file = source(`malformed/${name}`);
    const [, line, column, problem] = /^# expect (\d+):(\d+) (.*)/.exec(readFileSync(file, "utf8")) ?? [];
    it(`is refused at its place: ${basename(name, ".yaml")}`, () => {
      const { code, details } = refusal(() => loadConfig(file));
      expect([code, details["line"], details["column"]]).to.deep.equal([
        "config.invalid",
        Number(line),
        Number(column),
      ]);
      expect(details["problems"]).to.be.a("string").that.contains(problem);
    });
  }
});
