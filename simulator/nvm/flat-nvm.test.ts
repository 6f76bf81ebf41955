import { expect } from "chai";
import fc from "fast-check";
import { toHex } from "#card/bytes/bytes.js";
import { FlatNvm } from "./flat-nvm.js";
import { NvmDevice } from "./nvm-device.js";
import { nvmErrors } from "./nvm-errors.js";
import type { NvmWrite } from "./nvm-store.js";
import { PowerLoss } from "./power-loss.js";

type Op =
  | { readonly kind: "put"; readonly owner: number; readonly key: number; readonly value: Uint8Array }
  | { readonly kind: "patch"; readonly owner: number; readonly key: number; readonly value: Uint8Array }
  | { readonly kind: "delete"; readonly owner: number; readonly key: number }
  | { readonly kind: "deleteOwner"; readonly owner: number };

const owner = fc.integer({ min: 1, max: 2 });
const key = fc.integer({ min: 0, max: 3 });
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("put" as const), owner, key, value: fc.uint8Array({ maxLength: 60 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("patch" as const),
      owner,
      key,
      value: fc.uint8Array({ minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), owner, key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("deleteOwner" as const), owner }) },
);
const transactions = fc.array(fc.array(op, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

function run(nvm: FlatNvm, ops: readonly Op[]): "done" | "full" {
  const apply = (write: NvmWrite, one: Op): void => {
    if (one.kind === "put") write.put(one.owner, one.key, one.value);
    else if (one.kind === "delete") write.delete(one.owner, one.key);
    else if (one.kind === "deleteOwner") write.deleteOwner(one.owner);
    else if ((nvm.get(one.owner, one.key)?.length ?? 0) >= one.value.length) {
      write.patch(one.owner, one.key, 0, one.value);
    }
  };
  try {
    nvm.transaction((write) => {
      for (const one of ops) apply(write, one);
    });
    return "done";
  } catch (error) {
    if (nvmErrors.is(error, "full")) return "full";
    throw error;
  }
}

/** Everything the store tells, as one text: what two stores must agree on to be in the same state. */
function stateOf(nvm: FlatNvm): string {
  const values = [1, 2].flatMap((o) => nvm.keys(o).map((k) => `${o}/${k}=${toHex(nvm.get(o, k)!)}`));
  return `${values.join(" ")} used ${nvm.used}`;
}

function reopen(image: Uint8Array): FlatNvm {
  return new FlatNvm(new NvmDevice(image.slice()));
}

function expectLossAt(nvm: FlatNvm, ops: readonly Op[]): void {
  try {
    run(nvm, ops);
  } catch (error) {
    if (error instanceof PowerLoss) return;
    throw error;
  }
  expect.fail("the power did not fail");
}

/** Runs a transaction, then runs it again on copies torn at each octet it writes, and torn once more while they recover. */
function expectAllOrNothing(nvm: FlatNvm, ops: readonly Op[], residue: number | undefined, second: number): void {
  const image = nvm.device.image.slice();
  const before = stateOf(nvm);
  const start = nvm.device.written;
  const outcome = run(nvm, ops);
  const after = stateOf(nvm);
  if (outcome === "full") expect(after).to.equal(before);
  for (let octet = 0; octet < nvm.device.written - start; octet++) {
    const torn = reopen(image);
    torn.device.tearAfter(octet, residue);
    expectLossAt(torn, ops);
    const device = new NvmDevice(torn.device.image);
    device.tearAfter(second, residue);
    const back = recover(device);
    expect(stateOf(back)).to.be.oneOf([before, after]);
    expect(back.used + back.free).to.equal(back.capacity);
  }
}

/** Opens the store, once more if the power fails meanwhile. */
function recover(device: NvmDevice): FlatNvm {
  try {
    return new FlatNvm(device);
  } catch (error) {
    if (!(error instanceof PowerLoss)) throw error;
    device.restorePower();
    return new FlatNvm(device);
  }
}

const SIZE = { capacity: 512, journal: 128 };

describe("the card's non-volatile memory", () => {
  it("holds what a map would hold, through any transactions, and its headers alone bring the same back", () => {
    fc.assert(
      fc.property(transactions, (list) => {
        const nvm = FlatNvm.format(SIZE);
        const model = new Map<string, string>();
        for (const ops of list) {
          const before = stateOf(nvm);
          const draft = new Map(model);
          for (const one of ops) {
            if (one.kind === "put") draft.set(`${one.owner}/${one.key}`, toHex(one.value));
            if (one.kind === "delete") draft.delete(`${one.owner}/${one.key}`);
            if (one.kind === "deleteOwner") for (const k of [0, 1, 2, 3]) draft.delete(`${one.owner}/${k}`);
            const old = draft.get(`${(one as { owner: number }).owner}/${(one as { key?: number }).key}`);
            if (one.kind === "patch" && old !== undefined && old.length >= 2 * one.value.length) {
              draft.set(`${one.owner}/${one.key}`, toHex(one.value) + old.slice(2 * one.value.length));
            }
          }
          if (run(nvm, ops) === "full") {
            expect(stateOf(nvm)).to.equal(before);
            continue;
          }
          model.clear();
          for (const [name, value] of draft) model.set(name, value);
          const held = [1, 2].flatMap((o) => nvm.keys(o).map((k) => [`${o}/${k}`, toHex(nvm.get(o, k)!)] as const));
          expect(new Map(held)).to.deep.equal(model);
          expect(nvm.used + nvm.free).to.equal(nvm.capacity);
          expect(nvm.heldBy(1) + nvm.heldBy(2)).to.equal(nvm.used);
          expect(stateOf(reopen(nvm.device.image))).to.equal(stateOf(nvm));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("comes back in the old or the new state when power fails at any octet of any write, and again during recovery", () => {
    fc.assert(
      fc.property(transactions, fc.integer({ min: -1, max: 255 }), fc.nat(40), (list, residue, second) => {
        const nvm = FlatNvm.format(SIZE);
        for (const ops of list) expectAllOrNothing(nvm, ops, residue < 0 ? undefined : residue, second);
      }),
      { numRuns: 40 },
    );
  });

  it("comes back in the old or the new state when power fails while scattered blocks are moved", () => {
    for (const [length, second] of [
      [20, 3],
      [90, 30],
      [150, 70],
    ] as const) {
      const nvm = FlatNvm.format({ capacity: 800, journal: 96 });
      const put = (o: number, k: number, size: number): void =>
        nvm.transaction((write) =>
          write.put(
            o,
            k,
            Uint8Array.from({ length: size }, (_, i) => i + k),
          ),
        );
      for (let k = 0; nvm.free >= nvm.footprint(Math.max(length, 40)); k++) put(1, k, k % 2 === 0 ? 40 : length);
      for (const k of nvm.keys(1)) if (k % 2 === 0) nvm.transaction((write) => write.delete(1, k));
      const value = new Uint8Array(nvm.free - nvm.footprint(0)).fill(0xee);
      for (const residue of [undefined, 0xa5]) {
        expectAllOrNothing(reopen(nvm.device.image), [{ kind: "put", owner: 2, key: 0, value }], residue, second);
      }
    }
  });

  it("gives every octet back when everything is deleted", () => {
    fc.assert(
      fc.property(transactions, (list) => {
        const nvm = FlatNvm.format(SIZE);
        for (const ops of list) run(nvm, ops);
        nvm.transaction((write) => {
          write.deleteOwner(1);
          write.deleteOwner(2);
        });
        expect(nvm.used).to.equal(0);
        nvm.transaction((write) => write.put(1, 0, new Uint8Array(SIZE.capacity - nvm.footprint(0))));
        expect(nvm.free).to.equal(0);
      }),
      { numRuns: 100 },
    );
  });

  it("puts a value into free octets that lie scattered, by moving the blocks between them", () => {
    const nvm = FlatNvm.format({ capacity: 4096, journal: 256 });
    const blocks = Math.floor(4096 / nvm.footprint(100));
    for (let i = 0; i < blocks; i++) nvm.transaction((write) => write.put(1, i, new Uint8Array(100).fill(i)));
    nvm.transaction((write) => {
      for (let i = 0; i < blocks; i += 2) write.delete(1, i);
    });
    const large = new Uint8Array(nvm.free - nvm.footprint(0)).fill(0xee);
    nvm.transaction((write) => write.put(2, 0, large));
    expect(nvm.get(2, 0)).to.deep.equal(large);
    for (let i = 1; i < blocks; i += 2) expect(nvm.get(1, i)).to.deep.equal(new Uint8Array(100).fill(i));
  });

  it("writes a value larger than its journal", () => {
    const nvm = FlatNvm.format({ capacity: 4096, journal: 64 });
    const value = Uint8Array.from({ length: 1500 }, (_, i) => i);
    nvm.transaction((write) => write.put(1, 1, value));
    nvm.transaction((write) => write.put(1, 1, value.toReversed()));
    expect(reopen(nvm.device.image).get(1, 1)).to.deep.equal(value.toReversed());
  });

  it("refuses as a whole what its transaction buffer cannot hold, and goes on", () => {
    const nvm = FlatNvm.format({ capacity: 4096, journal: 128 });
    for (let k = 0; k < 60; k++) nvm.transaction((write) => write.put(1, k, Uint8Array.of(k)));
    const before = stateOf(nvm);
    const scattered = (): void =>
      nvm.transaction((write) => {
        for (let k = 0; k < 60; k += 2) write.delete(1, k);
      });
    expect(scattered).to.throw().with.property("code", "nvm.full");
    expect(stateOf(nvm)).to.equal(before);
    expect(stateOf(reopen(nvm.device.image))).to.equal(before);
    nvm.transaction((write) => write.deleteOwner(1));
    expect(nvm.used).to.equal(0);
  });

  it("shows a transaction its own writes and forgets them when its body throws", () => {
    const nvm = FlatNvm.format(SIZE);
    nvm.transaction((write) => write.put(1, 7, Uint8Array.of(1, 2)));
    const image = nvm.device.image.slice();
    expect(() =>
      nvm.transaction((write) => {
        write.patch(1, 7, 1, Uint8Array.of(9));
        expect(nvm.get(1, 7)).to.deep.equal(Uint8Array.of(1, 9));
        write.put(1, 8, Uint8Array.of(3));
        expect(nvm.keys(1)).to.deep.equal([7, 8]);
        write.delete(1, 7);
        expect(nvm.get(1, 7)).to.equal(undefined);
        throw new RangeError("enough");
      }),
    ).to.throw(RangeError);
    expect(nvm.device.image).to.deep.equal(image);
    expect(nvm.get(1, 7)).to.deep.equal(Uint8Array.of(1, 2));
  });

  it("refuses nested transactions, patches outside a value, absent values, odd owners and late writes", () => {
    const nvm = FlatNvm.format(SIZE);
    const code = (body: (write: NvmWrite) => void): string => {
      try {
        nvm.transaction(body);
        return "none";
      } catch (error) {
        return (error as { code?: string }).code ?? "other";
      }
    };
    expect(code(() => nvm.transaction(() => undefined))).to.equal("nvm.busy");
    expect(code((write) => write.patch(1, 1, 0, Uint8Array.of(1)))).to.equal("nvm.absent");
    expect(code((write) => write.put(0x10000, 1, Uint8Array.of(1)))).to.equal("nvm.range");
    expect(code((write) => write.put(1, 1, new Uint8Array(600)))).to.equal("nvm.full");
    nvm.transaction((write) => write.put(1, 1, Uint8Array.of(1)));
    expect(code((write) => write.patch(1, 1, 1, Uint8Array.of(1)))).to.equal("nvm.range");
    let late: NvmWrite | undefined;
    nvm.transaction((write) => {
      late = write;
    });
    expect(() => late?.delete(1, 1)).to.throw(TypeError);
    expect(nvm.used).to.equal(nvm.footprint(1));
  });

  it("tells each commit to its listener once, and nothing of a transaction that wrote nothing", () => {
    const nvm = FlatNvm.format(SIZE);
    let commits = 0;
    nvm.onCommit = () => {
      commits++;
    };
    nvm.transaction((write) => write.put(1, 1, Uint8Array.of(1)));
    nvm.transaction(() => undefined);
    expect(commits).to.equal(1);
  });

  it("refuses an image that no loss of power could have left", () => {
    const nvm = FlatNvm.format(SIZE);
    nvm.transaction((write) => write.put(1, 1, Uint8Array.of(1)));
    const heap = nvm.device.image.length - SIZE.capacity;
    const damages: (readonly [number, number])[] = [
      [0, 0],
      [4, 9],
      [heap, 0x11],
      [heap + 3, 0x03],
      [heap + 12, 0x40],
    ];
    for (const [offset, octet] of damages) {
      const image = nvm.device.image.slice();
      image[offset] = octet;
      expect(() => reopen(image), `octet ${offset}`)
        .to.throw()
        .with.property("code", "nvm.corrupt");
    }
    expect(() => reopen(nvm.device.image.slice(0, -8)))
      .to.throw()
      .with.property("code", "nvm.corrupt");
  });
});
