import { expect } from "chai";
import { inOrder, mismatch } from "./matching.js";

describe("Matching of expectations", () => {
  it("takes objects partially and tells where they differ", () => {
    expect(mismatch({ area: { keyId: "A" } }, { area: { keyId: "A", generation: 1 }, memory: {} })).to.equal(undefined);
    expect(mismatch({ area: { keyId: "A" } }, { area: { keyId: "B" } })).to.deep.equal({
      path: ".area.keyId",
      expected: "A",
      actual: "B",
    });
    expect(mismatch({ area: {} }, {})?.path).to.equal(".area");
  });

  it("takes lists in full", () => {
    expect(mismatch([], [1])).not.to.equal(undefined);
    expect(mismatch([{ id: 1 }], [{ id: 1, x: 2 }])).to.equal(undefined);
    expect(mismatch([{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 3 }])?.path).to.equal("[1].id");
    expect(mismatch([], "")).not.to.equal(undefined);
  });

  it("takes * for anything that is there", () => {
    expect(mismatch({ id: "*" }, { id: 0 })).to.equal(undefined);
    expect(mismatch({ id: "*" }, {})).not.to.equal(undefined);
  });

  it("tells a null and a text from an object", () => {
    expect(mismatch({ a: {} }, { a: null })).not.to.equal(undefined);
    expect(mismatch({ a: null }, { a: null })).to.equal(undefined);
    expect(mismatch({ a: { b: 1 } }, { a: "b" })).not.to.equal(undefined);
  });

  it("finds events in order, others between them", () => {
    expect(inOrder([{ e: 1 }, { e: 3 }], [{ e: 1 }, { e: 2 }, { e: 3 }])).to.equal(true);
    expect(inOrder([{ e: 3 }, { e: 1 }], [{ e: 1 }, { e: 2 }, { e: 3 }])).to.equal(false);
    expect(inOrder([{ e: 1 }, { e: 1 }], [{ e: 1 }])).to.equal(false);
  });
});
