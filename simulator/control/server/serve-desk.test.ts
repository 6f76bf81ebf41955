import { once } from "node:events";
import { existsSync, linkSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { CardDesk } from "../card-desk.js";
import { openDesk, SELECT_JPKI, send } from "../desk.fixture.js";
import { operations } from "../operations.js";
import { DeskClient } from "./desk-client.js";
import { type ServedDesk, serveDesk } from "./serve-desk.js";

const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => "ok",
    (error) => (isMadoguchiError(error) ? error.code : String(error)),
  );

describe("A served desk", function () {
  this.timeout(20_000);
  let folder: string;
  let socket: string;
  let desk: CardDesk;
  let served: ServedDesk;
  let client: DeskClient;
  const defects: unknown[] = [];

  /** What the server says to a request as it is, well formed or not. */
  const raw = (path: string, body: string | undefined, method = "POST"): Promise<{ status: number; code: string }> =>
    new Promise((resolve, reject) => {
      const message = request({ socketPath: socket, path, method }, async (response) => {
        let text = "";
        for await (const chunk of response) text += String(chunk);
        resolve({ status: response.statusCode!, code: JSON.parse(text).error?.code ?? "ok" });
      });
      message.on("error", reject);
      message.end(body);
    });

  beforeEach(async () => {
    folder = mkdtempSync("/tmp/madoguchi-served-");
    socket = join(folder, "s");
    desk = openDesk({ tracing: true });
    served = await serveDesk(desk, { socket, onDefect: (error) => defects.push(error) });
    client = new DeskClient(socket);
  });
  afterEach(async () => {
    await served.close();
    await desk.close();
    rmSync(folder, { recursive: true });
    expect(defects.splice(0)).to.deep.equal([]);
  });

  it("does every operation that is declared, and gives what the declaration says", async () => {
    const calls = [
      ["card.create", { name: "h" }],
      ["card.create", { name: "t", person: "taro" }],
      ["card.holder", { card: "h" }],
      ["reader.add", { name: "c", target: { kind: "vpcd", port: 9 } }],
      ["card.insert", { card: "h", reader: "a" }],
      ["card.power", { card: "h", action: "cycle" }],
      ["card.snapshot", { card: "h", snapshot: "s" }],
      ["card.restore", { card: "h", snapshot: "s" }],
      ["card.swap", { card: "h", with: "t" }],
      ["card.remove", { card: "t" }],
      ["card.clone", { card: "h", name: "twin" }],
      ["fault.arm", { card: "h", fault: { kind: "silence" } }],
      ["fault.list", { card: "h" }],
      ["fault.clear", { card: "h" }],
      ["trace.switch", { on: true }],
      ["trace.read", { limit: 5 }],
      ["card.list", {}],
      ["reader.list", {}],
      ["card.delete", { card: "twin" }],
      ["reader.delete", { reader: "c" }],
      ["trace.clear", {}],
    ] as const;
    for (const [name, params] of calls) {
      const result = await client.call(name, params as never);
      expect(operations[name].result.safeParse(result), name).to.have.property("success", true);
    }
    expect(new Set(calls.map(([name]) => name))).to.deep.equal(new Set(Object.keys(operations)));
  });

  it("brings the desk's errors through: code, place, both languages", async () => {
    const failure = await client.call("card.remove", { card: "nobody" }).catch((error) => error);
    expect(isMadoguchiError(failure, "desk.unknown-card")).to.equal(true);
    expect(failure.details).to.deep.equal({ card: "nobody" });
    expect(failure.row.ja.cause).to.match(/カード/);
    expect(await codeOf(client.call("card.create", { name: "h", person: "nobody" }))).to.equal("people.unknown");
  });

  it("says what is wrong with a parameter in English and in Japanese", async () => {
    for (const [name, params] of [
      ["card.create", { name: "a b" }],
      ["card.create", { name: "x", stateFile: "relative" }],
      ["card.create", {}],
      ["card.insert", { card: "h", reader: "a", contactless: "yes" }],
      ["card.power", { card: "h", action: "up" }],
      ["reader.add", { name: "x", target: { kind: "usb" } }],
      ["reader.add", { name: "x", target: { kind: "vpcd", port: 70_000 } }],
      ["fault.arm", { card: "h", fault: { kind: "explode" } }],
      ["fault.arm", { card: "h", fault: { kind: "silence", command: "LOADS" } }],
      ["fault.arm", { card: "h", fault: { kind: "silence", times: 0 } }],
      ["trace.read", { limit: 1e9 }],
      ["trace.switch", { on: 1 }],
    ] as const) {
      const failure = await client.call(name, params as never).catch((error) => error);
      expect(failure.code, name).to.equal("desk.bad-params");
      expect(failure.details.problem, JSON.stringify(params)).to.match(/^[ -~]+ · .*[ぁ-んァ-ヶ一-龠]/);
    }
  });

  it("tells of a fault that is taken away whether it ever struck", async () => {
    await client.call("card.create", { name: "h" });
    const { id: never } = await client.call("fault.arm", { card: "h", fault: { kind: "silence", nth: 9 } });
    const { id: once } = await client.call("fault.arm", { card: "h", fault: { kind: "mute-atr", times: 1 } });
    await client.call("card.insert", { card: "h", reader: "a" });
    expect(desk.idleFaults().map(({ card, fault }) => [card, fault.id])).to.deep.equal([["h", never]]);
    expect(await client.call("fault.clear", { card: "h", id: once })).to.deep.equal({ neverStruck: [] });
    expect(await client.call("fault.clear", { card: "h" })).to.containSubset({
      neverStruck: [{ id: never, struck: 0 }],
    });
    expect(desk.idleFaults()).to.deep.equal([]);
  });

  it("refuses whatever is no call, and stays up; a call without parameters needs no body", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const cases: readonly (readonly [string, string | undefined, number, string, string?])[] = [
      ["/v1/card.list", "{", 400, "desk.bad-message"],
      ["/v1/card.list", "", 200, "ok"],
      ["/v1/card.list", undefined, 200, "ok"],
      ["/v1/card.create", "", 400, "desk.bad-params"],
      ["/v1/card.list", "7", 400, "desk.bad-message"],
      ["/v1/card.list", "null", 400, "desk.bad-message"],
      ["/v1/card.list", "\u0000\u0001", 400, "desk.bad-message"],
      ["/v1/card.list", deep, 400, "desk.bad-params"],
      ["/v1/card.list", "[]", 400, "desk.bad-params"],
      ["/v1/card.list", '{"extra":1}', 400, "desk.bad-params"],
      ["/v1/card.list", '{"__proto__":{"x":1}}', 400, "desk.bad-params"],
      ["/v1/card.list", JSON.stringify({ x: "x".repeat(300_000) }), 413, "desk.bad-message"],
      ["/v1/card.create", '{"name":"../x"}', 400, "desk.bad-params"],
      ["/v1/card.create", '{"name":"a b"}', 400, "desk.bad-params"],
      ["/v1/card.create", '{"name":""}', 400, "desk.bad-params"],
      ["/v1/card.create", '{"name":7}', 400, "desk.bad-params"],
      ["/v1/card.create", '{"name":"x","stateFile":"relative"}', 400, "desk.bad-params"],
      ["/v1/card.create", '{"name":"x","profile":"/etc/passwd"}', 409, "profile.bad-file"],
      ["/v1/reader.add", '{"name":"x","target":{"kind":"vpcd","port":70000}}', 400, "desk.bad-params"],
      ["/v1/reader.add", '{"name":"x","target":{"kind":"usb"}}', 400, "desk.bad-params"],
      ["/v1/fault.arm", '{"card":"h","fault":{"kind":"silence","nth":0}}', 400, "desk.bad-params"],
      ["/v1/trace.read", '{"limit":1e9}', 400, "desk.bad-params"],
      ["/v1/trace.follow", '{"card":7}', 400, "desk.bad-params"],
      ["/v1/no.such", "{}", 404, "desk.unknown-operation"],
      ["/v1/constructor", "{}", 404, "desk.unknown-operation"],
      ["/v1/__proto__", "{}", 404, "desk.unknown-operation"],
      ["/v2/card.list", "{}", 404, "desk.unknown-operation"],
      ["/", undefined, 404, "desk.unknown-operation", "GET"],
      ["/v1/card.list", undefined, 404, "desk.unknown-operation", "GET"],
    ];
    for (const [path, body, status, code, method] of cases) {
      const what = `${method ?? "POST"} ${path} ${body?.slice(0, 60)}`;
      expect(await raw(path, body, method), what).to.deep.equal({ status, code });
    }
    // No HTTP at all.
    const stranger = connect(socket);
    stranger.on("error", () => {}).write("\u0016\u0003\u0001 hello");
    await once(stranger.resume(), "close");
    expect(await client.call("card.list", {})).to.deep.equal([]);
  });

  it("answers anything at all with a refusal or a result, never with a mistake of its own", async () => {
    await desk.create({ name: "h" });
    await desk.insert({ card: "h", reader: "a" });
    const names = fc.constantFrom("h", "a", "b", "", "x".repeat(65), "..", "__proto__");
    const value = fc.oneof(names, fc.jsonValue({ maxDepth: 2 }), fc.constant({ kind: "swap", card: "h" }));
    const fields = fc.constantFrom(
      "card",
      "name",
      "reader",
      "with",
      "action",
      "snapshot",
      "fault",
      "target",
      "id",
      "on",
      "limit",
    );
    const operation = fc.constantFrom(...Object.keys(operations).filter((name) => name !== "card.create"));
    await fc.assert(
      fc.asyncProperty(operation, fc.dictionary(fields, value, { maxKeys: 4 }), async (name, params) => {
        const { status } = await raw(`/v1/${name}`, JSON.stringify(params));
        expect(status, `${name} ${JSON.stringify(params)}`).to.be.oneOf([200, 400, 404, 409]);
      }),
      { numRuns: 400, seed: 1 },
    );
  });

  it("streams the trace: what is kept and what comes, until the desk ends", async () => {
    await desk.create({ name: "h" });
    await desk.insert({ card: "h", reader: "a" });
    const seen: string[] = [];
    for await (const entry of client.follow({ card: "h" })) {
      seen.push(entry.type);
      if (seen.length === 2) void send(desk, "a", SELECT_JPKI);
      if (entry.type === "exchange") void served.close();
    }
    expect(seen.slice(0, 3)).to.deep.equal(["inserted", "power-on", "exchange"]);
    served = await serveDesk(desk, { socket });
  });

  it("lets a follower go that hangs up", async () => {
    await desk.create({ name: "h" });
    await desk.insert({ card: "h", reader: "a" });
    const gone = new AbortController();
    const seen: string[] = [];
    for await (const { type } of client.follow({}, gone.signal)) {
      seen.push(type);
      if (seen.length === 2) gone.abort();
    }
    expect(seen).to.deep.equal(["inserted", "power-on"]);
    expect(await client.call("card.list", {})).to.have.lengthOf(1);
  });

  it("can be opened by nobody but this user", () => {
    expect(statSync(socket).mode & 0o777).to.equal(0o600);
  });

  it("refuses a second server on its socket, and a path where something else lies", async () => {
    expect(await codeOf(serveDesk(openDesk(), { socket }))).to.equal("desk.already-served");
    expect(await client.call("card.list", {})).to.deep.equal([]);
    const file = join(folder, "file");
    writeFileSync(file, "mine");
    expect(await codeOf(serveDesk(openDesk(), { socket: file }))).to.equal("desk.bad-socket");
    expect(await codeOf(serveDesk(openDesk(), { socket: join(folder, "none", "s") }))).to.equal("desk.bad-socket");
    expect(await codeOf(serveDesk(openDesk(), { socket: join(folder, "x".repeat(100)) }))).to.equal("desk.bad-socket");
    expect(statSync(file).size).to.equal(4);
  });

  it("takes the place of a socket that a killed server left behind", async () => {
    const stale = join(folder, "stale");
    const server = createServer().listen(`${stale}.x`);
    await once(server, "listening");
    // libuv removes the name it bound; this one stays, as after a kill.
    linkSync(`${stale}.x`, stale);
    server.close();
    await once(server, "close");
    expect(existsSync(stale)).to.equal(true);
    const second = await serveDesk(desk, { socket: stale });
    expect(await new DeskClient(stale).call("card.list", {})).to.deep.equal([]);
    await second.close();
    expect(existsSync(stale)).to.equal(false);
  });

  it("says so when nobody serves", async () => {
    expect(await codeOf(new DeskClient(join(folder, "none")).call("card.list", {}))).to.equal("desk.not-served");
  });
});
