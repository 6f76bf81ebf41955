import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { seededRandom } from "#card/ports/random.js";
import { encodeState, StateFile } from "./state-file.js";
import { OWNER } from "./state-file-user.fixture.js";

const USER = fileURLToPath(new URL("./state-file-user.fixture.js", import.meta.url));
const NOBODY = 65_534;

/** The error code of reading a file, or `read`. */
function outcomeOf(path: string): string {
  try {
    new StateFile(path, OWNER).load();
    return "read";
  } catch (error) {
    if (isMadoguchiError(error)) return error.code;
    throw error;
  }
}

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

describe("a damaged state file", function () {
  this.timeout(60_000);
  const random = seededRandom("damage");
  const whole = encodeState(OWNER, random.bytes(20_000));
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-damage-"));
    path = join(folder, "card.state");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A number below `limit` by lot. */
  const below = (limit: number): number => Buffer.from(random.bytes(4)).readUInt32BE() % limit;

  /** Writes the octets, and expects that they are refused and stay to the octet and the moment what they were. */
  function expectRefused(octets: Uint8Array, codes: readonly string[], what: string): void {
    writeFileSync(path, octets);
    const { mtimeMs, ino } = lstatSync(path);
    expect(outcomeOf(path), what).to.be.oneOf([...codes]);
    expect(Buffer.compare(readFileSync(path), octets), what).to.equal(0);
    expect(lstatSync(path), what).to.include({ mtimeMs, ino });
    expect(readdirSync(folder)).to.deep.equal(["card.state"]);
  }

  it("is refused wherever it was cut, and left as it is (R-DSN-05)", () => {
    for (let length = 0; length < 200; length++) {
      expectRefused(whole.subarray(0, length), ["state.truncated"], `cut to ${length}`);
    }
    for (let sample = 0; sample < 100; sample++) {
      const length = 200 + below(whole.length - 200);
      expectRefused(whole.subarray(0, length), ["state.truncated"], `cut to ${length}`);
    }
    writeFileSync(path, whole);
    expect(outcomeOf(path)).to.equal("read");
  });

  it("is refused whichever bit was flipped, and left as it is", () => {
    const codes = ["state.not-a-state-file", "state.other-version", "state.corrupt", "state.truncated"];
    const flip = (bit: number): void => {
      const octets = whole.slice();
      octets[bit >> 3]! ^= 1 << (bit & 7);
      expectRefused(octets, codes, `bit ${bit}`);
    };
    // Every bit of the header, and a sample of the rest.
    for (let bit = 0; bit < 8 * 82; bit++) flip(bit);
    for (let sample = 0; sample < 300; sample++) flip(below(8 * whole.length));
  });

  it("is refused with octets behind it, of any other content, and of a length that no card has", () => {
    expectRefused(Uint8Array.of(...whole, 0), ["state.corrupt"], "one octet more");
    for (let sample = 0; sample < 50; sample++) {
      expectRefused(random.bytes(1 + below(5000)), ["state.not-a-state-file"], "random octets");
    }
    expectRefused(new Uint8Array(0x1030000), ["state.not-a-state-file"], "17 MiB");
  });

  it("is refused when it is no file: a folder, a link, a pipe or a device, none of which is touched", function () {
    if (process.platform === "win32") return this.skip();
    const kept = join(folder, "kept.state");
    writeFileSync(kept, whole);
    mkdirSync(join(folder, "folder"));
    symlinkSync(kept, join(folder, "link"));
    symlinkSync(join(folder, "nowhere"), join(folder, "dangling"));
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const before = lstatSync(kept);
    for (const name of ["folder", "link", "dangling", "pipe"]) {
      const there = join(folder, name);
      expect(outcomeOf(there), name).to.equal("state.not-a-file");
      expect(() => new StateFile(there, OWNER).save(new Uint8Array(10)), name)
        .to.throw()
        .with.property("code", "state.not-a-file");
    }
    expect(outcomeOf("/dev/full")).to.equal("state.not-a-file");
    expect(lstatSync(kept)).to.include({ mtimeMs: before.mtimeMs, ino: before.ino });
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).to.equal(true);
    expect(readdirSync(folder)).to.have.members(["kept.state", "folder", "link", "dangling", "pipe"]);
  });

  /** What another process tells about the file; as root it runs as somebody who owns nothing here. */
  function asSomebody(): string {
    const somebody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    const child = spawnSync(process.execPath, [USER, path, "save"], { encoding: "utf8", ...somebody });
    return child.stdout.trim() || child.stderr;
  }

  it("tells that it may not be read, or its folder not be written, and leaves it alone", function () {
    if (process.platform === "win32") return this.skip();
    const root = process.getuid?.() === 0;
    writeFileSync(path, whole, { mode: root ? 0o600 : 0o000 });
    chmodSync(folder, 0o755);
    expect(asSomebody()).to.equal("state.unreadable");
    chmodSync(path, 0o644);
    chmodSync(folder, 0o555);
    expect(asSomebody()).to.equal("state.unwritable");
    chmodSync(folder, 0o755);
    expect(Buffer.compare(readFileSync(path), whole)).to.equal(0);
    if (root) chownSync(folder, NOBODY, NOBODY);
    if (root) chownSync(path, NOBODY, NOBODY);
    expect(asSomebody()).to.equal("saved");
  });

  it("stays whole when there is no room for the next one, which then is told", function () {
    if (process.platform === "win32" || !has("bash")) return this.skip();
    writeFileSync(path, whole);
    // The shell lets no file grow beyond 8 KiB, and the write fails instead of ending the process.
    const limited = `ulimit -f 8; trap '' XFSZ; exec "$0" "$@"`;
    const args = ["-c", limited, process.execPath, USER, path, "save"];
    const { stdout, stderr } = spawnSync("bash", args, { encoding: "utf8" });
    expect(stdout.trim(), stderr).to.equal("state.unwritable");
    expect(Buffer.compare(readFileSync(path), whole)).to.equal(0);
    expect(readdirSync(folder)).to.deep.equal(["card.state"]);
  });

  it("stays whole on a disk that is full, and is saved again when there is room", function () {
    const tmpfs = ["-t", "tmpfs", "-o", "size=64k", "none", folder];
    if (process.getuid?.() !== 0 || spawnSync("mount", tmpfs).status !== 0) return this.skip();
    try {
      writeFileSync(path, whole);
      const file = new StateFile(path, OWNER);
      const image = file.load()!;
      writeFileSync(join(folder, "ballast"), new Uint8Array(65_536 - 20_480 - 4096));
      expect(() => file.save(image))
        .to.throw()
        .with.property("code", "state.unwritable");
      expect(Buffer.compare(readFileSync(path), whole)).to.equal(0);
      expect(readdirSync(folder)).to.have.members(["card.state", "ballast"]);
      rmSync(join(folder, "ballast"));
      image[0]! ^= 0xff;
      file.save(image);
      expect(new StateFile(path, OWNER).load()).to.deep.equal(image);
    } finally {
      spawnSync("umount", [folder]);
    }
  });
});

describe("a state file between processes", function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "madoguchi-shared-"));
    path = join(folder, "card.state");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("counts every try once: three processes that take tries from one file take each of them only once (R-PIN-09)", async function () {
    if (process.platform === "win32") return this.skip();
    const image = new Uint8Array(5000);
    image[0] = 200;
    new StateFile(path, OWNER).save(image);
    const told = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = spawn(process.execPath, [USER, path, "count"], { stdio: ["ignore", "pipe", "inherit"] });
        let text = "";
        for await (const part of child.stdout.setEncoding("utf8")) text += part;
        return text.split("\n").filter((line) => line !== "");
      }),
    );
    const refusals = told.flat().filter((line) => line.startsWith("state."));
    expect(new Set(refusals).size, refusals.join()).to.be.at.most(1);
    const taken = told.flat().filter((line) => /^\d+$/.test(line));
    expect(taken.map(Number).sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 200 }, (_, index) => index));
    expect(readdirSync(folder)).to.deep.equal(["card.state"]);
  });

  it("is rid of what a killed process left beside it, a link included, which is not followed", function () {
    if (process.platform === "win32") return this.skip();
    const other = join(folder, "other");
    writeFileSync(other, "kept");
    for (const leave of [() => writeFileSync(`${path}.new`, "half"), () => symlinkSync(other, `${path}.new`)]) {
      leave();
      const file = new StateFile(path, OWNER);
      file.save(file.load() ?? new Uint8Array(100));
      expect(readdirSync(folder)).to.have.members(["card.state", "other"]);
      expect(new StateFile(path, OWNER).load()).to.deep.equal(new Uint8Array(100));
    }
    expect(readFileSync(other, "utf8")).to.equal("kept");
  });

  it("is on the disk, name and all, before a save returns", function () {
    if (!has("strace")) return this.skip();
    const calls = join(folder, "calls");
    const trace = [
      "-f",
      "-e",
      "trace=openat,write,fsync,rename,close",
      "-o",
      calls,
      process.execPath,
      USER,
      path,
      "save",
    ];
    const { stdout, status } = spawnSync("strace", trace, { encoding: "utf8" });
    // Where processes may not be traced, strace itself fails.
    if (status !== 0) return this.skip();
    expect(stdout.trim()).to.equal("saved");
    const lines = readFileSync(calls, "utf8").split("\n");
    const opened = (name: string): string => {
      const line = lines.find((one) => one.includes(`"${name}`) && one.includes("openat"))!;
      return /= (\d+)$/.exec(line)![1]!;
    };
    const temporary = opened(`${path}.`);
    const directory = opened(`${folder}"`);
    const order = lines.map((line) => /(fsync\(\d+|rename\()/.exec(line)?.[1]).filter((call) => call !== undefined);
    // Node itself waits for its standard output at the end.
    expect(order.slice(0, 3)).to.deep.equal([`fsync(${temporary}`, "rename(", `fsync(${directory}`]);
  });
});
