import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import type { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { findRow } from "#card/region/dialects/choose.js";
import { profileDigest } from "./profile.js";
import { findProfile, parseProfile, profileNames } from "./read-profile.js";

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
    expect(new Set(profiles.map((profile) => toHex(profile.atr.contact))).size).to.equal(profiles.length);
    expect(new Set(profiles.map(profileDigest)).size).to.equal(profiles.length);
    for (const profile of profiles) {
      const { name, atr, dialect, kind, apdu } = profile;
      for (const row of [findRow(atr.contact), findRow(atr.contactless!)]) {
        expect(row, name).to.include({ kind });
        const { model } = row!;
        expect(model.dialect, name).to.equal(dialect);
        if (profile.dialect === "gp-scp03") {
          expect(model, name).to.include({ mode: profile.scp03.mode, keyLength: profile.scp03.keyLength });
        }
        if (model.dialect !== "gp-scp02") {
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
    expect(refusal(unmarked)).to.include({ code: "profile.bad-file", line: 8, place: "memory.total" });
    const unsourced = GOOD.replace(', source: "a datasheet"', "");
    expect(refusal(unsourced)).to.include({ code: "profile.bad-file", line: 10, place: "memory.areaQuota" });
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

  it("name file and line of what is wrong, broken YAML and unknown keys too", () => {
    expect(refusal(GOOD.replace("i: 0x70", "i: 0x71"))).to.include({ line: 14, place: "scp03.i" });
    expect(refusal(GOOD.replace("kind: myna", "kind: [myna"))).to.include({ code: "profile.bad-file", line: 5 });
    expect(refusal(`${GOOD}colour: red\n`)).to.include({ code: "profile.bad-file", file: "sample.yaml" });
    expect(refusal("")).to.include({ code: "profile.bad-file", line: 1 });
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
