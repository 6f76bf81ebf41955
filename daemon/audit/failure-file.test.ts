import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { withDirectory } from "../store/testing/samples.js";
import { failureFile } from "./failure-file.js";

describe("The file of the failure log", () => {
  it("never takes more than two files of its limit, keeps the newest lines, and goes on where it was", () =>
    withDirectory(async (directory) => {
      const file = join(directory, "failure.log");
      for (let start = 0; start < 100; start += 10) {
        const sink = failureFile(file, 50);
        for (let n = start; n < start + 10; n++) sink.add(`line ${n}`);
      }
      expect(readdirSync(directory).sort()).to.deep.equal(["failure.log", "failure.log.1"]);
      const kept = [`${file}.1`, file].map((one) => readFileSync(one, "utf8"));
      for (const text of kept) expect(text.length).to.be.at.most(60);
      expect(kept.join("")).to.match(/line 98\nline 99\n$/);
    }));
});
