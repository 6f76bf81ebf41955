import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import type { HandOverMessage } from "#daemon/services/hand-over/message.js";
import { expectCode } from "../../../contract/expect-code.js";
import { TestPki } from "../../../municipality/test-pki.js";
import { LibrarySystem } from "../library-system.js";
import { Shelves } from "../shelves.js";
import { eachLine } from "./lines.js";
import { checksum, fieldOf, readMessage } from "./message.js";
import { Sip2Client, type Sip2ClientOptions } from "./sip2-client.js";
import { Sip2Server } from "./sip2-server.js";

const NUMBER = "N-0001";
const LOGIN = "9300CNselfcheck|COsecret|CPEntrance|AY0AZ";

const told = (id: string, kind: HandOverMessage["kind"], sequence: number): HandOverMessage => ({
  ...{ interface: "1.0", id, service: "city-library", number: NUMBER, sequence, kind, date: "2026-04-05" },
  ...(kind === "registered" && { fields: { name: "窓口　花子", address: "潮見市見本町１番地" } }),
});

/** A self-service machine that sends lines as they are given, and reads one line after the other. */
class Machine {
  readonly socket: Socket;
  readonly #lines: string[] = [];
  #wake = () => {};
  readonly closed: Promise<void>;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", () => resolve());
    });
    eachLine(this.socket, (line) => {
      this.#lines.push(line);
      this.#wake();
    });
  }

  /** Sends a line, with its checksum where it ends in AZ, and gives the answer. */
  async ask(line: string, end = "\r"): Promise<string> {
    this.socket.write(`${line}${line.endsWith("AZ") ? checksum(line) : ""}${end}`);
    while (this.#lines.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift()!;
  }
}

describe("The library system behind SIP2 (R-IF-02, R-LIB-06)", function () {
  this.timeout(60_000);
  const clock = new VirtualClock("2026-04-05T23:30:00+09:00");
  let pki: TestPki;
  let folder: string;
  let shelves: Shelves;
  let system: LibrarySystem;
  let server: Sip2Server;
  let closing: (() => Promise<void> | void)[];

  const client = async (over: Partial<Sip2ClientOptions> = {}) => {
    const options = { user: "selfcheck", password: "secret", institution: "13106", location: "Entrance" };
    const made = await Sip2Client.connect({ port: server.port, clock, ...options, ...over });
    closing.push(() => made.close());
    return made;
  };
  const machine = (port = server.port) => {
    const made = new Machine(port);
    closing.push(() => void made.socket.destroy());
    return made;
  };

  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "madoguchi-library-"));
    shelves = await Shelves.open(join(folder, "library.sqlite"), [
      { item: "B-0001", title: "港の灯台（見本）" },
      { item: "B-0002", title: "波の観察手帳（見本）" },
    ]);
    const identity = await pki.server("library-web");
    system = await LibrarySystem.start({
      identity,
      clientCa: pki.ca,
      daemon: "daemon",
      fields: ["name"],
      clock,
      shelves,
    });
    server = await Sip2Server.start({
      ...{ circulation: system, clock, terminals: { selfcheck: "secret" } },
      institution: { id: "13106", name: "潮見市図書館" },
    });
    await shelves.users.take(told("m1", "registered", 1));
    closing = [];
  });

  afterEach(async () => {
    for (const close of closing.reverse()) await close();
    await server.close();
    await system.close();
    await shelves.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("answers each of the five questions of a machine in the fixed places of SIP2 2.00", async () => {
    const one = machine();
    expect(await one.ask(LOGIN)).to.equal(`941AY0AZ${checksum("941AY0AZ")}`);
    const status = await one.ask("9900802.00AY1AZ", "\r\n");
    expect(status).to.match(
      /^98YYYNNN03000320260405 {4}2330002\.00AO13106\|AM潮見市図書館\|BX[YN]{16}\|AY1AZ[0-9A-F]{4}$/,
    );
    const lent = await one.ask(`11NN20260405    233000${" ".repeat(18)}AO13106|AA${NUMBER}|ABB-0001|AC|AY2AZ`);
    expect(lent).to.match(
      /^121NNY20260405 {4}233000AO13106\|AAN-0001\|ABB-0001\|AJ港の灯台（見本）\|AH20260419 {4}235959\|AY2AZ/,
    );
    const information = await one.ask(`6301620260405    233000  Y       AO13106|AA${NUMBER}|AC|AY3AZ`);
    expect(information).to.match(
      /^64 {14}01620260405 {4}233000000000000001000000000000AO13106\|AAN-0001\|AEN-0001\|BLY\|AUB-0001\|AY3AZ/,
    );
    const short = await one.ask(`2301620260405    233000AO13106|AA${NUMBER}|AC|AD|AY4AZ`);
    expect(short).to.match(/^24 {14}01620260405 {4}233000AO13106\|AAN-0001\|AEN-0001\|BLY\|AY4AZ/);
    const back = await one.ask("09N20260405    23300020260405    233000APEntrance|AO13106|ABB-0001|AC|AY5AZ");
    expect(back).to.match(/^101YNN20260405 {4}233000AO13106\|ABB-0001\|AQ13106\|AY5AZ/);
    expect(await system.patron(NUMBER)).to.deep.equal({ served: true, loans: [], reservations: [] });
  });

  it("answers without error detection to a machine that has none", async () => {
    const one = machine();
    expect(await one.ask("9300CNselfcheck|COsecret|", "\n")).to.equal("941");
  });

  it("tells no name and no address of anybody (X-19, R-LIB-04)", async () => {
    const one = machine();
    await one.ask(LOGIN);
    const all = await one.ask(`6301620260405    233000YYYYYY    AO13106|AA${NUMBER}|AC|AY1AZ`);
    expect(all).not.to.match(/花子|見本町/);
    expect(fieldOf(readMessage(all), "AE")).to.equal(NUMBER);
  });

  it("takes no PIN that comes this way for right (R-PIN-07)", async () => {
    const one = machine();
    await one.ask(LOGIN);
    const answer = await one.ask(`2301620260405    233000AO13106|AA${NUMBER}|AC|AD2580|AY1AZ`);
    expect(fieldOf(readMessage(answer), "CQ")).to.equal("N");
    expect(answer).not.to.contain("2580");
  });

  it("does not do again what is asked again with the same digit", async () => {
    const one = machine();
    await one.ask(LOGIN);
    const lend = `11NN20260405    233000${" ".repeat(18)}AO13106|AA${NUMBER}|ABB-0001|AC|AY1AZ`;
    const first = await one.ask(lend);
    expect(first.slice(0, 3)).to.equal("121");
    expect(await one.ask(lend)).to.equal(first);
    expect(await one.ask("97")).to.equal(first);
    expect((await one.ask(lend.replace("AY1", "AY2"))).slice(0, 3)).to.equal("120");
  });

  it("asks for a spoilt line once more, and does nothing", async () => {
    const one = machine();
    await one.ask(LOGIN);
    const lend = `11NN20260405    233000${" ".repeat(18)}AO13106|AA${NUMBER}|ABB-0001|AC|AY1AZ`;
    expect(await one.ask(`${lend}0000`)).to.equal("96");
    for (const line of ["11NN", "77", "9", "花", "11NN20260405", `2301620260405    233000AO|AA\u0001|AC|AD|AY1AZ`]) {
      expect(await one.ask(line), line).to.equal("96");
    }
    expect((await system.patron(NUMBER)).loans).to.deep.equal([]);
  });

  it("tells nothing to who is not logged in, and ends a line that never ends", async () => {
    const stranger = machine();
    expect((await stranger.ask("9300CNselfcheck|COguess|AY0AZ")).slice(0, 3)).to.equal("940");
    stranger.socket.write(`2301620260405    233000AO13106|AA${NUMBER}|AC|AD|\r`);
    await stranger.closed;
    const noisy = machine();
    noisy.socket.write("9".repeat(20_000));
    await noisy.closed;
    await expectCode("library-line.login-refused", client({ password: "guess" }));
    await expectCode("library-line.login-refused", client({ user: "constructor" }));
  });

  it("serves a window that speaks SIP2 as it serves its own", async () => {
    const over = await client();
    const loan = { item: "B-0001", title: "港の灯台（見本）", due: "2026-04-19" };
    expect(await over.lend(NUMBER, "B-0001")).to.deep.equal(loan);
    expect(await over.patron(NUMBER)).to.deep.equal({ served: true, loans: ["B-0001"], reservations: [] });
    const refused = await expectCode("library-line.refused", over.lend(NUMBER, "B-0001"));
    expect(refused.details["screen"]).to.contain("library.on-loan");
    await over.reserve(NUMBER, "B-0002");
    expect((await over.patron(NUMBER)).reservations).to.deep.equal(["B-0002"]);
    await over.giveBack("B-0001");
    expect(await system.patron(NUMBER)).to.deep.equal(await over.patron(NUMBER));
    expect(await over.served(NUMBER)).to.equal(true);
    await expectCode("library-line.bad-value", over.lend("N|AAsomebody", "B-0001"));
  });

  it("refuses whom it was told to stop, and whom it was told nothing of (R-LIB-03)", async () => {
    const over = await client();
    await shelves.users.take(told("m2", "stopped", 2));
    expect(await over.served(NUMBER)).to.equal(false);
    expect((await expectCode("library-line.refused", over.lend(NUMBER, "B-0001"))).details["screen"]).to.contain(
      "library.stopped",
    );
    expect(await over.served("N-9999")).to.equal(false);
    await expectCode("library-line.refused", over.lend("N-9999", "B-0001"));
    await shelves.users.take(told("m3", "lifted", 3));
    expect(await over.served(NUMBER)).to.equal(true);
  });
});

describe("A window in front of a library system that misbehaves (R-IF-02)", () => {
  const clock = new VirtualClock("2026-04-05T23:30:00+09:00");
  const ends: Server[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await new Promise((resolve) => end.close(resolve));
  });

  /** A system that logs anybody in and is online; what comes after, `answer` says. */
  const against = async (answer: (line: string, times: number) => string | undefined) => {
    let times = 0;
    const end = createServer((socket) => {
      eachLine(socket, (line) => {
        const digit = /AY(\d)AZ/.exec(line)?.[1];
        const sealed = (text: string) => `${text}AY${digit}AZ${checksum(`${text}AY${digit}AZ`)}`;
        if (line.startsWith("93")) return void socket.write(`${sealed("941")}\r`);
        if (line.startsWith("99")) {
          return void socket.write(`${sealed("98YYYNNN03000320260405    2330002.00AOx|BXYYYNYYYYNNNNNYNN|")}\r`);
        }
        const text = answer(line, ++times);
        if (text === undefined) socket.destroy();
        else socket.write(`${text.endsWith("~") ? sealed(text.slice(0, -1)) : text}\r`);
      });
    });
    ends.push(end);
    await new Promise<void>((resolve) => end.listen(0, "127.0.0.1", resolve));
    const { port } = end.address() as AddressInfo;
    return Sip2Client.connect({ port, user: "u", password: "p", institution: "x", clock });
  };
  const LENT = "121NNN20260405    233000AOx|AAN-1|ABB-1|AJt|AH20260419    235959|";

  it("asks again when its line or the answer was spoilt, with the same digit", async () => {
    const asked: string[] = [];
    const over = await against((line, times) => {
      asked.push(line);
      return times === 1 ? "96" : times === 2 ? `${LENT}AY2AZ0000` : `${LENT}~`;
    });
    expect((await over.lend("N-1", "B-1")).due).to.equal("2026-04-19");
    expect(new Set(asked).size).to.equal(1);
    expect(asked).to.have.length(3);
    await over.close();
  });

  it("believes no answer to another question, of another item, or for another digit", async () => {
    for (const wrong of [
      "101YNN20260405    233000AOx|ABB-1|AQx|~",
      `${LENT.replace("ABB-1", "ABB-2")}~`,
      `${LENT}AY9AZ${checksum(`${LENT}AY9AZ`)}`,
    ]) {
      const over = await against(() => wrong);
      await expectCode("library-line.bad-answer", over.lend("N-1", "B-1"));
      await over.close();
    }
  });

  it("gives up after three spoilt answers, and when the line breaks", async () => {
    const spoilt = await against(() => "96");
    await expectCode("library-line.bad-answer", spoilt.lend("N-1", "B-1"));
    await spoilt.close();
    const broken = await against(() => undefined);
    await expectCode("library-line.unreachable", broken.giveBack("B-1"));
    await expectCode("library-line.unreachable", broken.giveBack("B-1"));
  });
});
