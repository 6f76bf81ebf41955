import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Clock, systemClock } from "#card/ports/clock.js";
import { PcscReaders } from "#daemon/readers/pcsc/pcsc-readers.js";
import { insertCard } from "#simulator/vpcd/index.js";
import { PcscStack, stackMissing } from "../stack/index.js";
import { ECHO, EchoCard, echoCommand } from "./echo-card.js";
import { EventLog } from "./event-log.js";
import { expectCode } from "./expect-code.js";

/** True while the process is there and not a zombie that only waits to be collected. */
function alive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
}

async function untilDead(pid: number): Promise<void> {
  while (alive(pid)) await systemClock.sleep(10);
}

/** Runs `factor` times as fast as the machine's clock, and keeps what it was asked to sleep. */
class QuickClock implements Clock {
  readonly slept: number[] = [];
  readonly #factor: number;
  constructor(factor: number) {
    this.#factor = factor;
  }
  now(): number {
    return systemClock.now() * this.#factor;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return systemClock.sleep(ms / this.#factor, signal);
  }
}

describe("PC/SC supervision", function () {
  this.timeout(60_000);
  let stack: PcscStack;
  const started: PcscReaders[] = [];
  const readersOn = async (environment: Readonly<Record<string, string>>, clock?: Clock) => {
    const readers = new PcscReaders({ environment, ...(clock && { clock }) });
    started.push(readers);
    await readers.start();
    return readers;
  };

  before(async function () {
    const missing = stackMissing();
    if (missing !== undefined) {
      console.warn(`    SKIPPED, nothing was tested: ${missing}`);
      return this.skip();
    }
    stack = await PcscStack.start(2);
  });
  afterEach(async () => {
    for (const readers of started.splice(0)) await readers.stop();
  });
  after(() => stack?.stop());

  it("starts without a PC/SC service: the state is down, and says why", async () => {
    const readers = await readersOn({ PCSCLITE_CSOCK_NAME: "/nonexistent" });
    expect(readers.service).to.equal("down");
    expect(readers.downReason).to.contain("SCardEstablishContext");
    const error = await expectCode(
      "reader.service-down",
      readers.withCard("pcsc-1", {}, async () => {}),
    );
    expect(error.details).to.deep.equal({ reason: readers.downReason });
  });

  it("tries again after half a second, then ever later, but at least every half minute", async () => {
    const clock = new QuickClock(1_000);
    const log: number[] = [];
    const readers = await readersOn({ PCSCLITE_CSOCK_NAME: "/nonexistent" }, clock);
    // The start deadline of each host is asked for as well; it is no pause.
    const pauses = () => clock.slept.filter((ms) => ms !== 15_000);
    while (pauses().length < 9) await systemClock.sleep(20);
    await readers.stop();
    log.push(...pauses().slice(0, 9));
    expect(log).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it("leaves no process behind when it is stopped, and can be started again", async () => {
    const readers = await readersOn(stack.env);
    const first = readers.hostPid!;
    await readers.stop();
    expect(alive(first)).to.equal(false);
    expect(readers.hostPid).to.equal(undefined);
    await readers.start();
    expect(readers.service).to.equal("up");
    expect(readers.readers().map((reader) => reader.name)).to.deep.equal(stack.slots.map((slot) => slot.reader));
  });

  it("replaces a host that crashed, and keeps the ids of its readers", async () => {
    const readers = await readersOn(stack.env);
    const before = readers.readers().map(({ id, name }) => ({ id, name }));
    for (let crash = 0; crash < 3; crash++) {
      const log = new EventLog(readers);
      const pid = readers.hostPid!;
      process.kill(pid, "SIGKILL");
      await log.untilService("up");
      await log.until((event) => event.type === "reader-attached" && event.reader.name === before[1]?.name);
      expect(readers.hostPid).to.not.equal(pid);
      expect(alive(pid)).to.equal(false);
      expect(readers.readers().map(({ id, name }) => ({ id, name }))).to.deep.equal(before);
      log.end();
    }
  });

  it("kills a host that is there but does not answer, and works on with a new one", async () => {
    const readers = await readersOn(stack.env, new QuickClock(5));
    const pid = readers.hostPid!;
    const log = new EventLog(readers);
    process.kill(pid, "SIGSTOP");
    await log.untilService("down");
    await log.untilService("up");
    expect(log.events[0]).to.deep.include({ state: "down", reason: "the PC/SC service does not answer" });
    expect(alive(pid)).to.equal(false);
  });

  it("ends the host when the daemon is killed, so that nobody keeps its cards", async () => {
    const daemon = fork(fileURLToPath(new URL("./doomed-daemon.fixture.js", import.meta.url)), [], {
      env: { ...process.env, ...stack.env },
      execArgv: [],
    });
    const [hostPid] = (await once(daemon, "message")) as [number];
    expect(alive(hostPid)).to.equal(true);
    daemon.kill("SIGKILL");
    await once(daemon, "exit");
    await untilDead(hostPid);
  });

  it("refuses a card that another program holds with reader.sharing-violation, and takes it when it is free", async () => {
    const [ours, theirs] = [await readersOn(stack.env), await readersOn(stack.env)];
    const logs = [new EventLog(ours), new EventLog(theirs)];
    const insertion = insertCard(new EchoCard(), { port: stack.slots[0]!.port });
    try {
      await Promise.all(logs.map((log) => log.until((event) => event.type === "card-inserted")));
      const id = (readers: PcscReaders) => readers.readers().find((reader) => reader.card === "present")!.id;
      await theirs.withCard(id(theirs), {}, async (held) => {
        await held.transmit(echoCommand(ECHO.remember, 0, 1));
        await expectCode(
          "reader.sharing-violation",
          ours.withCard(id(ours), {}, async () => {}),
        );
      });
      expect(await ours.withCard(id(ours), {}, async () => "free")).to.equal("free");
      expect(ours.service).to.equal("up");
    } finally {
      await insertion.remove();
    }
  });
});
