import { spawn } from "node:child_process";
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { PowerLoss } from "../nvm/power-loss.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";
import { findProfile } from "../profiles/read-profile.js";
import { createCard } from "./create-card.js";
import type { SimulatedCard } from "./simulated-card.js";

const LOOP = fileURLToPath(new URL("./verify-loop.fixture.js", import.meta.url));

function person(name: string): Promise<CardPersonalisation> {
  return issuePerson(name, { keys: new KeyStore(), clock: systemClock, random: seededRandom(name) });
}

describe("a card's state file", function () {
  this.timeout(60_000); // the first run makes 2048-bit keys
  let hanako: CardPersonalisation;
  let folder: string;
  let stateFile: string;

  before(async () => {
    hanako = await person("hanako");
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-state-"));
    stateFile = join(folder, "card.state");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function open(holder = hanako, profile = "aoba"): SimulatedCard {
    const card = createCard({
      profile: findProfile(profile),
      person: holder,
      random: seededRandom("s"),
      stateFile,
      durability: "process",
    });
    card.powerOn();
    return card;
  }

  const send = (card: SimulatedCard, apdu: string): string => toHex(card.transmit(fromHex(apdu)));

  /** Tries left of a secret of the JPKI application. */
  function tries(card: SimulatedCard, sfi: string): string {
    send(card, "00A4040C0AD392F000260100000001");
    return send(card, `002000${sfi}`);
  }

  it("keeps the card from one process to the next: a lock stays a lock (R-DSN-05)", () => {
    const card = open();
    tries(card, "98");
    for (let i = 0; i < 3; i++) send(card, "002000980439393939");
    expect(tries(open(), "98")).to.equal("63C0");
    expect(send(open(), "00CA004500")).to.match(/9000$/);
    expect(readdirSync(folder)).to.deep.equal(["card.state"]);
  });

  it("is replaced as a whole and never written in place: who kept the old file has it whole (R-DSN-05)", () => {
    const card = open();
    const kept = join(folder, "kept");
    const before = readFileSync(stateFile);
    linkSync(stateFile, kept);
    tries(card, "98");
    send(card, "002000980439393939");
    expect(Buffer.compare(readFileSync(kept), before)).to.equal(0);
    expect(Buffer.compare(readFileSync(stateFile), before)).to.not.equal(0);
  });

  it("is whole whenever its process is killed, and no try is gained", async () => {
    for (const lines of [1, 2, 3, 10, 23, 47]) {
      rmSync(stateFile, { force: true });
      const child = spawn(process.execPath, [LOOP, stateFile], { stdio: ["ignore", "pipe", "inherit"] });
      const told: string[] = [];
      const ended = new Promise((resolve) => child.once("close", resolve));
      createInterface(child.stdout).on("line", (line) => {
        told.push(line);
        if (told.length === lines) child.kill("SIGKILL");
      });
      await ended;
      expect(told.length).to.be.at.least(lines);
      // The next command may have begun: its try may be taken, and after the second wrong one the right one may have reset.
      const allowed: Record<string, readonly string[]> = {
        "63C4": ["63C4", "63C3"],
        "63C3": ["63C3", "63C2", "63C5"],
        "9000": ["63C5", "63C4"],
      };
      expect(tries(open(), "9B"), `after ${told.length} answers`).to.be.oneOf([...allowed[told.at(-1)!]!]);
    }
  });

  it("saves what recovery finished after a torn write, so that the try stays taken", () => {
    const left = new Set<string>();
    for (let octet = 0; ; octet++) {
      rmSync(stateFile, { force: true });
      const card = open();
      tries(card, "98");
      card.nvm.device.tearAfter(octet);
      try {
        send(card, "002000980439393939");
        break;
      } catch (error) {
        expect(error).to.be.instanceOf(PowerLoss);
      }
      card.powerOn();
      left.add(tries(card, "98"));
      expect(tries(open(), "98"), `torn at ${octet}`).to.equal(tries(card, "98"));
    }
    // Torn before the try was taken, and after: both were seen.
    expect([...left]).to.have.members(["63C3", "63C2"]);
  });

  it("is refused with its own error when cut, flipped, of another version, card, or holder, and never overwritten", async () => {
    open();
    const whole = new Uint8Array(readFileSync(stateFile));
    const flipped = (at: number): Uint8Array => {
      const octets = whole.slice();
      octets[at]! ^= 0x10;
      return octets;
    };
    const damaged: readonly (readonly [string, Uint8Array])[] = [
      ["state.truncated", whole.subarray(0, 0)],
      ["state.truncated", whole.subarray(0, 5)],
      ["state.truncated", whole.subarray(0, 40)],
      ["state.truncated", whole.subarray(0, whole.length - 1)],
      ["state.not-a-state-file", flipped(0)],
      ["state.other-version", flipped(9)],
      ["state.corrupt", flipped(20)],
      ["state.corrupt", flipped(60)],
      ["state.corrupt", flipped(80)],
      ["state.corrupt", flipped(whole.length >> 1)],
      ["state.corrupt", flipped(whole.length - 1)],
      ["state.corrupt", Uint8Array.of(...whole, 0)],
    ];
    for (const [code, octets] of damaged) {
      writeFileSync(stateFile, octets);
      expect(() => open(), code)
        .to.throw()
        .with.property("code", code);
      expect(Buffer.compare(readFileSync(stateFile), octets)).to.equal(0);
    }
    writeFileSync(stateFile, whole);
    const taro = await person("taro");
    expect(() => open(hanako, "yamabuki"))
      .to.throw()
      .with.property("code", "state.other-profile");
    expect(() => open(taro))
      .to.throw()
      .with.property("code", "state.other-holder");
    expect(Buffer.compare(readFileSync(stateFile), whole)).to.equal(0);
  });

  it("is not shared: a card whose file another one wrote answers 6F00 to what it cannot save", () => {
    const first = open();
    const second = open();
    tries(second, "98");
    expect(send(second, "002000980439393939")).to.equal("63C2");
    tries(first, "98");
    expect(send(first, "002000980439393939")).to.equal("6F00");
    expect(send(first, "002000980431323334")).to.equal("6F00");
    expect(tries(open(), "98")).to.equal("63C2");
  });

  it("says where it cannot be read or written, and takes no try then", () => {
    stateFile = join(folder, "absent", "card.state");
    expect(() => open())
      .to.throw()
      .with.property("code", "state.unwritable");
    stateFile = join(folder, "file", "card.state");
    writeFileSync(join(folder, "file"), "not a folder");
    expect(() => open())
      .to.throw()
      .with.property("code", "state.unreadable");
    expect(existsSync(join(folder, "absent"))).to.equal(false);
  });
});
