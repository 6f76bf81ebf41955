import { expect } from "chai";
import { seededRandom } from "#card/ports/random.js";
import { idSource } from "./ids.js";

describe("ids", () => {
  const thousand = (newId: () => string) => Array.from({ length: 1_000 }, newId);

  it("are all different, of 120 bits each", () => {
    const ids = thousand(idSource(seededRandom("one")));
    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[A-Za-z0-9_-]{20}$/);
  });

  it("follow from the seed alone, and take nothing more from the randomness", () => {
    const random = seededRandom("one");
    let asked = 0;
    const newId = idSource({
      bytes: (length) => {
        asked += 1;
        return random.bytes(length);
      },
    });
    expect(thousand(newId)).to.deep.equal(thousand(idSource(seededRandom("one"))));
    expect(thousand(newId)).to.not.deep.equal(thousand(idSource(seededRandom("two"))));
    expect(asked).to.equal(1);
  });
});
