import { expect } from "chai";
import { z } from "zod";
import { problemDetails, readYaml } from "./yaml-document.js";

const schema = z.strictObject({
  name: z.string(),
  size: z.int(),
  files: z.array(z.strictObject({ id: z.int() })),
});

/** Each problem as `line:column kind path`. */
const found = (text: string) =>
  readYaml(text, schema).problems.map(({ line, column, kind, path }) => `${line}:${column} ${kind} ${path}`);

describe("a YAML file that is read against a schema", () => {
  it("gives its value, and where each field of it stands", () => {
    const { value, problems, document } = readYaml("name: a\nsize: 1\nfiles:\n  - id: 7\n", schema);
    expect([value, problems]).to.deep.equal([{ name: "a", size: 1, files: [{ id: 7 }] }, []]);
    expect(document.place(["files", 0, "id"])).to.deep.equal({ line: 4, column: 9 });
    expect(document.place(["files", 9, "id"]), "the nearest above").to.deep.equal({ line: 4, column: 3 });
  });

  it("tells all its mistakes at once, an unknown field at its key and a missing one above it", () => {
    expect(found("size: big\ncolour: red\nfiles:\n  - id: x\n    di: 1\n")).to.have.members([
      "1:1 wrong-shape name",
      "1:7 wrong-shape size",
      "2:1 unknown-field colour",
      "4:9 wrong-shape files.0.id",
      "5:5 unknown-field files.0.di",
    ]);
  });

  it("tells the first mistake of the syntax alone, a key twice and aliases without end among them", () => {
    expect(found("name: [a\nsize: {\n")[0]).to.match(/^\d+:\d+ not-yaml $/);
    expect(found("name: a\nname: b\n")).to.deep.equal(["2:1 not-yaml "]);
    const bomb = [
      "a: &a [1,1,1,1,1,1,1,1,1]",
      ..."bcdefgh".split("").map((name, at) => {
        const before = "abcdefg"[at];
        return `${name}: &${name} [${Array(9).fill(`*${before}`).join(",")}]`;
      }),
    ].join("\n");
    expect(found(bomb)).to.deep.equal(["1:1 not-yaml "]);
  });

  it("gives an error the place of the first and a line for each, and no list for a single one", () => {
    const details = (text: string) => problemDetails("f.yaml", readYaml(text, schema).problems);
    const two = details("name: a\nsize: big\nfiles: none\n");
    expect(two).to.include({ file: "f.yaml", line: 2, column: 7, place: "size" });
    expect((two as { problems: string }).problems.split("\n").map((line) => line.split(" ")[0])).to.deep.equal([
      "f.yaml:2:7:",
      "f.yaml:3:8:",
    ]);
    expect(details("name: a\nsize: big\nfiles: []\n")).not.to.have.property("problems");
  });
});
