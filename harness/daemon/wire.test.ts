import { request } from "node:https";
import { connect as tcp } from "node:net";
import { connect as tls } from "node:tls";
import { expect } from "chai";
import type { ClientOptions } from "ws";
import { type MethodName, methods, rightsOf } from "#daemon/api/contract/index.js";
import { EchoCard } from "../contract/echo-card.js";
import { daemonFor } from "./daemon-for.fixture.js";
import { type DaemonInTest, RawClient } from "./daemon-in-test.js";

describe("The wire of a running daemon", function () {
  this.timeout(60_000);
  let daemon: DaemonInTest;

  daemonFor("all", (started) => {
    daemon = started;
  });

  describe("hello", () => {
    it("chooses the version and tells who answers", async () => {
      const client = await daemon.connect();
      const { result } = await client.ask("hello", { client: { name: "t", version: "1" }, api: { min: 1, max: 9 } });
      expect(result).to.deep.include({ api: { min: 1, max: 1, chosen: 1 }, initialised: true });
      expect(result?.["municipalities"]).to.deep.equal([
        { code: "13101", name: "星見市（試験用）", login: "password", initialised: true },
      ]);
      expect(await client.codeOf("hello", { client: { name: "t", version: "1" }, api: { min: 1, max: 1 } })).to.equal(
        "api.hello-again",
      );
    });

    it("is refused when there is no common version, and nothing goes before it", async () => {
      const client = await daemon.connect();
      const hello = { client: { name: "t", version: "1" }, api: { min: 2, max: 9 } };
      expect(await client.codeOf("hello", hello)).to.equal("api.no-common-version");
      expect(await client.codeOf("session.login", daemon.credentials("clerk"))).to.equal("api.hello-first");
    });
  });

  describe("malformed messages", () => {
    for (const [what, text, id, rpc, code, field] of [
      ["no JSON", "{", null, -32700, "api.not-json", undefined],
      ["an empty frame", "", null, -32700, "api.not-json", undefined],
      ["a batch", "[]", null, -32600, "api.not-a-request", ""],
      ["null", "null", null, -32600, "api.not-a-request", ""],
      ["another version", '{"jsonrpc":"1.0","id":7,"method":"hello"}', 7, -32600, "api.not-a-request", "jsonrpc"],
      ["no id", '{"jsonrpc":"2.0","method":"hello"}', null, -32600, "api.not-a-request", "id"],
      ["an object as id", '{"jsonrpc":"2.0","id":{},"method":"hello"}', null, -32600, "api.not-a-request", "id"],
      [
        "params as a list",
        '{"jsonrpc":"2.0","id":8,"method":"hello","params":[]}',
        8,
        -32600,
        "api.not-a-request",
        "params",
      ],
      ["an extra field", '{"jsonrpc":"2.0","id":9,"method":"hello","x":1}', 9, -32600, "api.not-a-request", "x"],
      [
        "an unknown method",
        '{"jsonrpc":"2.0","id":10,"method":"card.erase"}',
        10,
        -32601,
        "api.unknown-method",
        undefined,
      ],
      [
        "a method of Object",
        '{"jsonrpc":"2.0","id":11,"method":"toString"}',
        11,
        -32601,
        "api.unknown-method",
        undefined,
      ],
      [
        "wrong params",
        '{"jsonrpc":"2.0","id":12,"method":"session.login","params":{"municipality":13101}}',
        12,
        -32602,
        "api.bad-params",
        "municipality",
      ],
      [
        "a param too many",
        '{"jsonrpc":"2.0","id":13,"method":"session.loginSystem","params":{"systemId":"a","__proto__x":1}}',
        13,
        -32602,
        "api.bad-params",
        "__proto__x",
      ],
    ] as const) {
      it(`are refused with their place, and the connection goes on: ${what}`, async () => {
        const client = await daemon.greeted();
        const { error } = await client.raw(text, id);
        expect([error?.code, error?.data.code, error?.data.details["field"]]).to.deep.equal([rpc, code, field]);
        expect(error?.data.ja.remedy).to.match(/[ぁ-ん]/);
        expect(await client.codeOf("session.login", daemon.credentials("clerk"))).to.equal("ok");
        client.socket.close();
      });
    }

    it("in binary frames are refused", async () => {
      const client = await daemon.greeted();
      const { error } = await client.raw(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"hello"}'), null);
      expect(error?.data.code).to.equal("api.not-json");
    });

    it("that are large end the connection before login", async () => {
      const client = await daemon.greeted();
      client.socket.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "hello", params: { x: "x".repeat(70_000) } }));
      expect(await client.closed()).to.equal(1009);
    });

    it("beyond what may wait are refused at once, and the waiting ones are answered in order", async () => {
      const client = await daemon.loggedIn("clerk");
      const answers = await Promise.all(Array.from({ length: 80 }, () => client.ask("services.list")));
      const refused = answers.filter(({ error }) => error?.data.code === "api.too-many-requests");
      expect(refused).to.have.length(16);
      const answered = client.frames.filter(({ result }) => result && "services" in result).map(({ id }) => Number(id));
      expect(answered).to.have.length(64);
      expect(answered).to.deep.equal([...answered].sort((a, b) => a - b));
    });
  });

  describe("who may connect", () => {
    const refusal = (origin: string) =>
      new RawClient(daemon.address.wire, { ca: daemon.pki.ca, origin }).opened().then(
        () => "open",
        (error: Error) => error.message,
      );

    it("is a page of the daemon itself, and no other page", async () => {
      expect(await refusal(daemon.address.url)).to.equal("open");
      for (const origin of ["https://evil.example", "null", "http://127.0.0.1", `${daemon.address.url}.evil.example`]) {
        expect(await refusal(origin), origin).to.match(/403/);
      }
    });

    it("is nobody without TLS, and nobody who does not trust its certificate", async () => {
      const plain = new RawClient(daemon.address.wire.replace("wss", "ws"), {});
      const error = await plain.opened().then(
        () => "open",
        (thrown: Error) => thrown.message,
      );
      expect(error).to.match(/socket hang up|ECONNRESET|Parse Error/);
      const distrust = new RawClient(daemon.address.wire, {});
      expect(
        await distrust.opened().then(
          () => "open",
          (thrown: NodeJS.ErrnoException) => thrown.code,
        ),
      ).to.match(/UNABLE_TO_VERIFY|SELF_SIGNED/);
    });

    it("survives octets that are no TLS at all", async () => {
      await new Promise<void>((resolve) => {
        const socket = tcp(daemon.address.port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\n\r\n"));
        socket.on("error", () => undefined).on("close", () => resolve());
      });
      expect(await (await daemon.greeted()).codeOf("session.login", daemon.credentials("clerk"))).to.equal("ok");
    });
  });

  describe("calls side by side", () => {
    it("answers others while one waits for a card that somebody else holds, and ends with the session change", async () => {
      daemon.readers.insert("r1", new EchoCard());
      const clerk = await daemon.loggedIn("clerk");
      let diagnosis: Promise<string> | undefined;
      let logout: Promise<string> | undefined;
      const answered: string[] = [];
      await daemon.readers.withCard("r1", {}, async () => {
        diagnosis = clerk.codeOf("card.diagnose", { readerId: "r1" });
        void diagnosis.then(() => answered.push("diagnosis"));
        expect(await clerk.codeOf("readers.list")).to.equal("ok");
        logout = clerk.codeOf("session.logout");
        void logout.then(() => answered.push("logout"));
        expect(answered).to.deep.equal([]);
      });
      expect(await diagnosis).not.to.equal("session.not-open");
      expect(await logout).to.equal("ok");
      expect(answered).to.deep.equal(["diagnosis", "logout"]);
      daemon.readers.remove("r1");
    });
  });

  describe("who may call", () => {
    const protectedMethods = (Object.keys(methods) as MethodName[]).filter((name) => methods[name].need !== "none");

    it("is nobody without a session, whatever the method (R-OPR-02)", async () => {
      const client = await daemon.greeted();
      for (const name of protectedMethods) expect(await client.codeOf(name), name).to.equal("session.not-open");
    });

    it("is only who has the right, whatever the method, and each refusal is on record (R-OPR-09, R-LOG-02)", async () => {
      const clerk = await daemon.loggedIn("clerk");
      const auditor = await daemon.loggedIn("auditor");
      const [held, auditing] = [rightsOf(["counter"]), rightsOf(["auditor"])] as string[][];
      for (const name of protectedMethods) {
        const { need } = methods[name];
        if (need === "session") continue;
        for (const [client, rights] of [
          [clerk, held],
          [auditor, auditing],
        ] as const) {
          const { error } = await client.ask(name);
          const code = error?.data.code;
          if (rights!.includes(need)) expect(code, name).not.to.equal("session.not-permitted");
          else {
            expect(code, name).to.equal("session.not-permitted");
            const correlationId = error?.data.correlationId;
            const { result } = await auditor.ask("audit.list", { correlationId });
            const [row] = result!["entries"] as Record<string, unknown>[];
            expect(row, name).to.include({ event: name, outcome: "refused", code: "session.not-permitted" });
          }
        }
      }
    });

    it("is not who was logged in a moment ago", async () => {
      const clerk = await daemon.loggedIn("clerk");
      expect(await clerk.codeOf("session.login", daemon.credentials("clerk"))).to.equal("session.already-open");
      expect(await clerk.codeOf("session.logout")).to.equal("ok");
      expect(await clerk.codeOf("services.list")).to.equal("session.not-open");
    });

    it("is told when the session ends by idleness, and must log in again", async () => {
      const clerk = await daemon.loggedIn("clerk");
      daemon.clock.advance(10 * 60_000);
      expect(await clerk.codeOf("services.list")).to.equal("session.not-open");
      expect(clerk.frames).to.deep.include({
        jsonrpc: "2.0",
        method: "session.ended",
        params: { reason: "idle" },
      });
    });
  });

  describe("business systems", () => {
    it("log in with their own certificate, and with no other (R-NET-07)", async () => {
      const library = await daemon.greeted(await daemon.pki.client("library-window"));
      const { result } = await library.ask("session.loginSystem", { systemId: "library-window" });
      expect(result).to.deep.include({ aid: "F04D41444F2013101F03" });
      const issuing = await daemon.greeted(await daemon.pki.client("issuing-server"));
      expect(await issuing.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal(
        "session.certificate",
      );
      const nobody = await daemon.greeted();
      expect(await nobody.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal(
        "session.certificate",
      );
      expect(await nobody.codeOf("session.loginSystem", { systemId: "no-such-system" })).to.equal(
        "session.certificate",
      );
    });

    it("are known by their certificate on a resumed TLS session too, and only by it", async () => {
      const identity = await daemon.pki.client("library-window");
      let ticket: Buffer | undefined;
      const first = tls({
        port: daemon.address.port,
        host: "127.0.0.1",
        servername: "localhost",
        ca: daemon.pki.ca,
        ...identity,
      });
      first.on("session", (session) => {
        ticket = session;
      });
      first.end("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      await new Promise((resolve) => first.resume().once("close", resolve));
      const again = await daemon.greeted({ session: ticket, servername: "localhost" } as ClientOptions);
      const other = await daemon.greeted({
        session: ticket,
        servername: "localhost",
        ...(await daemon.pki.client("issuing-server")),
      } as ClientOptions);
      // The session was opened with the library's key; whoever holds its secret is the library, another's key does not change that.
      expect(await again.codeOf("session.loginSystem", { systemId: "library-window" })).to.equal("ok");
      expect(await other.codeOf("session.loginSystem", { systemId: "issuing-server" })).to.equal("session.certificate");
    });

    it("have no operator's right", async () => {
      const library = await daemon.greeted(await daemon.pki.client("library-window"));
      await library.ask("session.loginSystem", { systemId: "library-window" });
      expect(await library.codeOf("residents.search", { query: { name: "a" } })).to.equal("session.not-permitted");
    });
  });

  describe("its plain side", () => {
    const get = (path: string) =>
      new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
        request(`${daemon.address.url}${path}`, { ca: daemon.pki.ca }, (response) => {
          let body = "";
          response.on("data", (part) => {
            body += part;
          });
          response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
        })
          .on("error", reject)
          .end();
      });

    it("tells its health, and nothing else to those who do not ask for a page", async () => {
      const { status, body, headers } = await get("/health");
      expect([status, JSON.parse(body)]).to.deep.equal([200, { status: "ok", readers: "up", audit: "writable" }]);
      expect(headers["content-security-policy"]).to.match(/default-src 'none'/);
      expect(headers).not.to.have.property("x-powered-by");
      for (const path of ["/nothing", "/wire.ts", "/tsconfig.json", "/../../package.json", "/%2e%2e/main/daemon.js"]) {
        expect((await get(path)).status, path).to.equal(404);
      }
    });

    it("serves the counter page", async () => {
      const { status, body } = await get("/");
      expect(status).to.equal(200);
      expect(body).to.match(/<html/);
    });

    it("says that it is degraded while the readers cannot be reached", async () => {
      daemon.readers.serviceDown("test");
      const { status, body } = await get("/health");
      daemon.readers.serviceUp();
      expect([status, JSON.parse(body).readers]).to.deep.equal([503, "down"]);
    });
  });
});
