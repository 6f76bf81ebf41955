import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { packageRoot } from "../scenario/package-root.js";
import { generatedPages } from "./generated-pages.js";

describe("the generated pages", function () {
  this.timeout(60_000); // the profiles are tried on cards, whose keys may have to be made first
  it("are those that the code declares now", async () => {
    const stale = Object.entries(await generatedPages()).filter(
      ([file, text]) => readFileSync(`${packageRoot}${file}`, "utf8") !== text,
    );
    expect(stale.map(([file]) => file).join(), "run npm run docs").to.equal("");
  });

  it("are all that stands under docs/reference, so that one command renews it", async () => {
    const files = readdirSync(`${packageRoot}docs/reference`, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(packageRoot, join(parentPath, name)));
    const written = Object.keys(await generatedPages()).filter((file) => file.startsWith("docs/reference/"));
    expect(written).to.have.members(files);
  });
});
