import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { rowsOf } from "#card/region/dialects/choose.js";
import { profileDigest } from "./profile.js";
import { findProfile, parseProfile, profileNames } from "./read-profile.js";

const source = (path: string) => fileURLToPath(new URL(`../../../simulator/profiles/${path}`, import.meta.url));

const GOOD = `name: sample
title: { en: "Sample", ja: "見本" }
vendor: { name: "Sample (fictional)", fictional: true }
kind: myna
dialect: gp-scp03
atr: { contact: "3B00", source: "made up" }
memory:
  total: { value: 8192, assumed: true }
  reserved: { value: 4096, assumed: true }
  areaQuota: { value: 4096, assumed: false, source: "a datasheet" }
  transient: { value: 512, assumed: true }
apdu: { extended: true, maxCommandData: { value: 1024, assumed: true } }
channels: { value: 4, assumed: true }
scp03: { i: 0x70, mode: S8, keyLength: 16 }
capacitySource: assumed
`;

function refusal(text: string): Readonly<Record<string, unknown>> {
  try {
    parseProfile(text, "sample.yaml");
  } catch (error) {
    const { code, details } = error as MadoguchiError;
    return { code, ...details };
  }
  return {};
}

describe("vendor profiles of virtual cards", () => {
  it("come with the house, each a card of its own that the dialect table knows (R-CARD-05, R-DSN-03)", () => {
    const profiles = profileNames().map(findProfile);
    expect(profiles).to.have.length.at.least(3);
    const contact = profiles.map(({ kind, atr }) => `${kind} ${toHex(atr.contact)}`);
    expect(new Set(contact).size).to.equal(profiles.length);
    expect(new Set(profiles.map(profileDigest)).size).to.equal(profiles.length);
    for (const profile of profiles) {
      const { name, atr, dialect, kind, apdu } = profile;
      for (const octets of [atr.contact, atr.contactless!]) {
        const { model } = rowsOf(octets).find((row) => row.kind === kind)!;
        expect(model.dialect, name).to.equal(dialect);
        if (profile.dialect === "gp-scp03") {
          expect(model, name).to.include({ mode: profile.scp03.mode, keyLength: profile.scp03.keyLength });
        }
        if (model.dialect === "gp-scp03") {
          expect(model.maxCommandData, name).to.be.at.most(apdu.maxCommandData.value);
        }
      }
    }
    expect(profiles.map((profile) => toHex(profile.atr.contact))).to.include("3BE000FF8131FE4514");
    const keyLengths = profiles.map((profile) => (profile.dialect === "gp-scp03" ? profile.scp03.keyLength : 0));
    expect(keyLengths).to.include.members([16, 32]);
  });

  it("mark every figure of theirs as assumed or name its source (R-ACT-07)", () => {
    expect(parseProfile(GOOD, "sample.yaml").memory.areaQuota).to.include({ source: "a datasheet" });
    const unmarked = GOOD.replace("total: { value: 8192, assumed: true }", "total: { value: 8192 }");
    expect(refusal(unmarked)).to.include({ code: "profile.bad-file", line: 8, place: "memory.total.assumed" });
    const unsourced = GOOD.replace(', source: "a datasheet"', "");
    expect(refusal(unsourced)).to.include({ code: "profile.bad-file", line: 10, place: "memory.areaQuota.source" });
  });

  it("are refused without a vendor or the source of their capacity (R-ACT-07)", () => {
    const vendorless = GOOD.replace(/^vendor:.*\n/m, "");
    expect(refusal(vendorless)).to.include({ code: "profile.bad-file", place: "vendor" });
    const sourceless = GOOD.replace(/^capacitySource:.*\n/m, "");
    expect(refusal(sourceless)).to.include({ code: "profile.bad-file", place: "capacitySource" });
  });

  it("are refused when what they reserve exceeds what they have (R-CARD-09)", () => {
    const overfull = GOOD.replace("value: 8192", "value: 8191");
    expect(refusal(overfull)).to.include({ file: "sample.yaml", line: 8, place: "memory.total" });
  });

  for (const name of readdirSync(source("malformed/"))) {
    const text = readFileSync(source(`malformed/${name}`), "utf8");
    it(`are refused at the place of the mistake: ${name.replace(".yaml", "")}`, () => {
      const [, line, column, place, problem] = /^# expect (\d+):(\d+) (\S+) (.*)/.exec(text) ?? [];
      const told = refusal(text);
      expect(told).to.include({ code: "profile.bad-file", file: "sample.yaml" });
      const found = [`${told["line"]}:${told["column"]}`, told["place"] === "" ? "-" : told["place"]];
      expect(found).to.deep.equal([`${line}:${column}`, place]);
      expect(told["problem"]).to.be.a("string").that.contains(problem);
      expect(told["problems"], "one mistake a file").to.equal(undefined);
    });
  }

  it("begin with the line by which an editor finds their schema, and are of its form", () => {
    for (const name of profileNames()) {
      const [first] = readFileSync(source(`${name}.yaml`), "utf8").split("\n");
      expect(first, name).to.equal("# yaml-language-server: $schema=../../docs/reference/profile.schema.json");
    }
  });

  it("are found by name, or by the path of a file of one's own", () => {
    const folder = mkdtempSync(join(tmpdir(), "madoguchi-profile-"));
    try {
      const path = join(folder, "sample.yaml");
      writeFileSync(path, GOOD);
      expect(findProfile(path).name).to.equal("sample");
      expect(() => findProfile(join(folder, "other.yaml")))
        .to.throw()
        .with.property("code", "profile.unreadable");
      expect(() => findProfile("sample"))
        .to.throw()
        .with.property("code", "profile.unknown");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
