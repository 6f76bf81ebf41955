import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { VirtualClock } from "#card/ports/clock.js";
import { neededSpace } from "#card/region/needed-space.js";
import { FileMemory } from "../files/file-memory.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { MOVE_RECORD } from "../nvm/image-layout.js";
import { Journal } from "../nvm/journal.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { KeyStore } from "../people/key-store.js";
import { findProfile, profileNames } from "../profiles/read-profile.js";
import { Dice } from "./dice.js";
import { OPERATIONS, operationNames } from "./operations.js";
import { holderOf } from "./people.js";
import type { RecordedAct, RecordedOperation, Recorder } from "./record.js";
import { type SweepResult, sweep } from "./sweep.js";
import { ProfileRecorders } from "./tight-card.js";
import { WriteLog } from "./write-log.js";

const SEED = "suite";
const personFor = holderOf(SEED, { keys: new KeyStore(), clock: new VirtualClock() });

function shortSweep(profile: string, operations?: readonly string[]): Promise<SweepResult> {
  return sweep({
    profiles: [findProfile(profile)],
    ...(operations === undefined ? {} : { operations }),
    seed: SEED,
    personFor,
    observeOneIn: 200,
  });
}

async function recordersFor(profile: string): Promise<(operation: string) => Promise<Recorder>> {
  const one = findProfile(profile);
  const recorders = new ProfileRecorders(one, await personFor(one), SEED);
  return (operation) => recorders.for(OPERATIONS.find(({ name }) => name === operation)!);
}

/** Puts another method in the place of one for as long as `body` runs: a defect that the card does not have. */
async function withDefect<T extends object, K extends keyof T>(
  whose: T,
  method: K,
  defect: T[K],
  body: () => Promise<void>,
): Promise<void> {
  const sound = whose[method];
  whose[method] = defect;
  try {
    await body();
  } finally {
    whose[method] = sound;
  }
}

describe("the tear sweep", function () {
  this.timeout(120_000); // the first run makes 2048-bit keys

  for (const profile of profileNames()) {
    it(`finds a card of profile ${profile} in the old or the new state after every tear (R-DSN-05, R-PIN-09)`, async () => {
      const { rows, findings, ...tally } = await shortSweep(profile);
      expect(findings.map(({ operation, what, octet }) => `${operation} ${what} at ${octet}`)).to.deep.equal([]);
      expect(tally).to.include({ between: 0, triesGained: 0, interrupted: false });
      expect(tally.old + tally.new).to.equal(tally.cases);
      expect(rows.map(({ operation }) => operation)).to.deep.equal(operationNames());
      for (const row of rows) {
        expect(row.cases, row.operation).to.be.at.least(2 * row.octets + row.apdus);
        expect(row.old, row.operation).to.be.greaterThan(0);
        expect(row.new, row.operation).to.be.greaterThan(0);
      }
    });
  }

  it("comes, on a card of each vendor with no octet to spare, to a load for which free octets must be joined first (R-AP-07, R-DSN-05)", async () => {
    for (const profile of profileNames()) {
      const recorder = await (await recordersFor(profile))("compact");
      const { acts, image } = await recorder.operation("compact");
      const touched = new Set<number>();
      for (const { log } of acts.flatMap(({ passages }) => passages)) {
        for (let at = 0; at < log.length; at++) touched.add(log.addressOf(at));
      }
      expect(touched.has(MOVE_RECORD), `${profile}: something was moved`).to.equal(true);
      recorder.stage.on.begin(image, SEED);
      const { memory } = await recorder.stage.driver.list(recorder.stage.on);
      const { pkg } = recorder.stage.materials.bulky;
      const needed = neededSpace(pkg, recorder.stage.driver.dialect);
      expect([memory.free, recorder.stage.on.card.nvm.free]).to.deep.equal([needed, needed]);
    }
  });

  it("says that a vendor's area is too small for its applications, and names the operation", async () => {
    const yamabuki = findProfile("yamabuki");
    const memory = { ...yamabuki.memory, areaQuota: { value: 900, assumed: true as const } };
    const profiles = [{ ...yamabuki, name: "tiny", memory }];
    const { code, details } = await refusal(sweep({ profiles, operations: ["load"], seed: SEED, personFor }));
    expect(code).to.equal("sweep.too-little-room");
    expect(details).to.include({ profile: "tiny", operation: "load" });
  });

  it("takes the same way twice under one seed, and another under another", async () => {
    const aoba = [findProfile("aoba")];
    const run = (seed: string) => sweep({ profiles: aoba, operations: ["load", "put-key"], seed, personFor });
    const first = await run("one");
    expect(await run("one")).to.deep.equal(first);
    expect((await run("two")).rows).to.not.deep.equal(first.rows);
  });

  it("ends when it is asked to, and says that it is not whole", async () => {
    const ended = new AbortController();
    const { interrupted, cases } = await sweep({
      profiles: [findProfile("aoba")],
      seed: SEED,
      personFor,
      signal: ended.signal,
      onProgress: ({ tally }) => {
        if (tally.cases > 1000) ended.abort();
      },
    });
    expect(interrupted).to.equal(true);
    expect(cases).to.be.within(1000, 3000);
  });
});

describe("the short way of the tear sweep", function () {
  this.timeout(120_000);

  interface Place {
    readonly act: RecordedAct;
    /** The card's memory when the act begins. */
    readonly image: Uint8Array;
    readonly passage: RecordedAct["passages"][number];
  }

  /** Every APDU of an operation that wrote, with the memory that its act began on. */
  function places({ image, acts }: RecordedOperation): Place[] {
    const at = image.slice();
    return acts.flatMap((act) => {
      const start = at.slice();
      for (const { log } of act.passages) log.apply(at);
      return act.passages.map((passage) => ({ act, image: start, passage }));
    });
  }

  /** What the short way says the memory is. */
  function shortWay({ act, image, passage }: Place, octet: number, residue: number | undefined): Uint8Array {
    const torn = image.slice();
    for (const { index, log } of act.passages) if (index < passage.index) log.apply(torn);
    passage.log.apply(torn, 0, octet);
    if (residue !== undefined && octet < passage.log.length) torn[passage.log.addressOf(octet)] = residue;
    return torn;
  }

  /** The long way: the act begins anew on the card, and its power fails in the middle of the APDU. */
  async function longWay(
    { on }: Recorder["stage"],
    place: Place,
    octet: number,
    residue: number | undefined,
  ): Promise<Uint8Array> {
    const { device } = on.card.nvm;
    on.begin(place.image, place.act.seed);
    let sent = 0;
    let torn: Uint8Array | undefined;
    const exchange = (command: Uint8Array): Uint8Array => {
      const here = sent++ === place.passage.index;
      if (here) device.tearAfter(octet, residue);
      try {
        return on.card.transmit(command);
      } finally {
        if (here) torn = on.image.slice();
      }
    };
    await on.through(exchange, place.act.run).catch((error: unknown) => {
      if (!(error instanceof PowerLoss)) throw error;
    });
    return torn!;
  }

  async function expectSame(recorder: Recorder, place: Place, octet: number, residue: number | undefined) {
    const short = shortWay(place, octet, residue);
    const long = await longWay(recorder.stage, place, octet, residue);
    expect(Buffer.compare(short, long), `${toHex(place.passage.command.slice(0, 4))} octet ${octet}`).to.equal(0);
  }

  it("leaves the octets that a real tear leaves: at every octet of a wrong PIN and of a hand-over", async () => {
    const recorders = await recordersFor("aoba");
    for (const name of ["wrong-pin", "put-key"]) {
      const recorder = await recorders(name);
      for (const place of places(await recorder.operation(name))) {
        for (let octet = 0; octet <= place.passage.log.length; octet++) {
          await expectSame(recorder, place, octet, octet % 2 === 0 ? undefined : octet & 0xff);
        }
      }
    }
  });

  for (const profile of profileNames()) {
    it(`leaves the octets that a real tear leaves: a sample of every operation on ${profile}`, async () => {
      const recorders = await recordersFor(profile);
      const dice = new Dice(`sample ${profile}`);
      for (const name of operationNames()) {
        const recorder = await recorders(name);
        const all = places(await recorder.operation(name));
        for (let sample = 0; sample < 6; sample++) {
          const place = dice.pick(all);
          const octet = dice.below(place.passage.log.length + 1);
          await expectSame(recorder, place, octet, dice.below(2) === 0 ? undefined : dice.octet());
        }
      }
    });
  }

  it("leaves the octets that a second, real tear leaves while the card comes back from the first", async () => {
    const recorder = await (await recordersFor("aoba"))("put-key");
    const { on } = recorder.stage;
    const { nvm } = on.card;
    let recovered = 0;
    for (const place of places(await recorder.operation("put-key"))) {
      for (let octet = 0; octet < place.passage.log.length; octet++) {
        const torn = shortWay(place, octet, undefined);
        on.begin(place.image, SEED);
        on.image.set(torn);
        const log = new WriteLog();
        log.record(nvm.device, () => nvm.powerUp());
        for (let again = 0; again < log.length; again += 5) {
          const short = torn.slice();
          log.apply(short, 0, again);
          short[log.addressOf(again)] = 0x5c;
          on.image.set(torn);
          nvm.device.tearAfter(again, 0x5c);
          expect(() => nvm.powerUp()).to.throw(PowerLoss);
          nvm.device.restorePower();
          expect(Buffer.compare(short, on.image), `octet ${octet}, again ${again}`).to.equal(0);
          recovered++;
        }
      }
    }
    expect(recovered).to.be.greaterThan(100);
  });
});

describe("the tear sweep over a card with a defect", function () {
  this.timeout(120_000);

  it("tells `between` when a journal is not made good after the tear", () =>
    withDefect(
      Journal.prototype,
      "recover",
      () => undefined,
      async () => {
        const { between, findings } = await shortSweep("aoba", ["put-key"]);
        expect(between).to.be.greaterThan(0);
        expect(findings[0]).to.include({ what: "between", profile: "aoba", operation: "put-key" });
      },
    ));

  it("tells `between` when a block that is moved is counted as moved before it is", () => {
    const sound = Journal.prototype.commit;
    const hasty: Journal["commit"] = function (this: Journal, entries) {
      const progress = entries.find(({ address }) => address === MOVE_RECORD + 10);
      if (progress === undefined) return sound.call(this, entries);
      sound.call(this, [progress]);
      return sound.call(
        this,
        entries.filter((entry) => entry !== progress),
      );
    };
    return withDefect(Journal.prototype, "commit", hasty, async () => {
      const { between, findings } = await shortSweep("ajisai", ["compact"]);
      expect(between).to.be.greaterThan(0);
      expect(findings[0]).to.include({ what: "between", operation: "compact" });
    });
  });

  it("tells `triesGained` when VERIFY takes the try after the comparison", () => {
    const late: FileMemory["verify"] = function (this: FileMemory, ef, presented) {
      const stored = this.content(ef.id)!;
      const left = stored[0]!;
      const matches = toHex(stored.subarray(2, 2 + stored[1]!)) === toHex(presented);
      const tries = matches ? Number(ef.tries) : left - 1;
      if (tries !== left) this.nvm.transaction((write) => write.patch(this.owner, ef.id, 0, Uint8Array.of(tries)));
      return matches;
    };
    return withDefect(FileMemory.prototype, "verify", late, async () => {
      const { triesGained, between, findings } = await shortSweep("aoba", ["issuer-wrong-pin"]);
      expect(triesGained).to.be.greaterThan(0);
      expect(between).to.equal(0);
      expect(findings[0]).to.include({ what: "tries-gained" });
    });
  });

  it("tells `triesGained` when VERIFY takes no try at all, and when power-up gives one back", async () => {
    const free: FileMemory["verify"] = () => false;
    const sound = FlatNvm.prototype.powerUp;
    const generous: FlatNvm["powerUp"] = function (this: FlatNvm) {
      sound.call(this);
      for (const owner of this.contents.keys()) {
        // The issuer's applications, and of their values the secrets of four digits: tries, length, value.
        for (const key of owner < 0x100 ? this.keys(owner) : []) {
          const value = this.get(owner, key)!;
          if (value.length !== 6 || value[1] !== 4 || value[0]! > 2) continue;
          this.transaction((write) => write.patch(owner, key, 0, Uint8Array.of(value[0]! + 1)));
        }
      }
    };
    await withDefect(FlatNvm.prototype, "powerUp", generous, async () => {
      expect((await shortSweep("aoba", ["issuer-wrong-pin"])).triesGained).to.be.greaterThan(0);
    });
    await withDefect(FileMemory.prototype, "verify", free, async () => {
      const { triesGained, cases } = await shortSweep("aoba", ["issuer-wrong-pin"]);
      expect(triesGained).to.equal(cases).and.to.be.greaterThan(0);
    });
  });
});
