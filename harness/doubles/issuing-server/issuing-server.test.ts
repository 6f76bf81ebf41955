import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { HandOverMessage } from "#access/index.js";
import { VirtualClock } from "#card/ports/clock.js";
import { type Identity, tlsPolicy } from "#daemon/tls/index.js";
import { expectCode } from "../../contract/expect-code.js";
import { TestPki } from "../../municipality/test-pki.js";
import { readCalendar } from "../opening-hours/calendar-file.js";
import { judgePaper } from "../paper/judge-paper.js";
import { IssuingClient } from "./issuing-client.js";
import { IssuingServer } from "./issuing-server.js";
import { Register } from "./register.js";

const NUMBER = "N-0001";
const message = (id: string, kind: HandOverMessage["kind"], sequence: number): HandOverMessage => ({
  ...{ interface: "1.0", id, service: "certificate", number: NUMBER, sequence, kind, date: "2026-04-06" },
  ...(kind === "registered" && { fields: { name: "窓口　花子", birth: "1985-03-10", address: "渚市見本町１番地" } }),
});

describe("The issuing server", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let folder: string;
  let register: Register;
  let server: IssuingServer;
  let clock: VirtualClock;
  let identities: Record<"kiosk" | "counter" | "stranger" | "daemon", Identity>;

  const client = (who: keyof typeof identities) =>
    new IssuingClient({ url: server.url, ca: pki.ca, identity: identities[who] });

  /** Status and text of any request, right or wrong. */
  const raw = (who: keyof typeof identities, method: string, path: string, body?: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const options = { method, ca: pki.ca, ...identities[who], ...tlsPolicy(), headers };
      const call = request(new URL(path, server.url), options, (answer) => {
        let text = "";
        answer.on("data", (part) => {
          text += String(part);
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      call.on("error", reject);
      call.end(body);
    });
  const tell = (said: HandOverMessage) => raw("daemon", "POST", "/users", JSON.stringify(said));

  before(async () => {
    pki = await TestPki.create();
    identities = {
      kiosk: await pki.client("kiosk-terminal"),
      counter: await pki.client("counter-terminal"),
      stranger: await pki.client("stranger"),
      daemon: await pki.client("daemon"),
    };
  });
  after(() => pki.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "madoguchi-issuing-"));
    register = await Register.open(join(folder, "register.sqlite"));
    clock = new VirtualClock("2026-04-06T10:00:00+09:00");
    const [kiosk, machine, counter] = ["convenience", "machine", "office"].map(readCalendar);
    server = await IssuingServer.start({
      identity: await pki.server("issuing-web"),
      clientCa: pki.ca,
      daemon: "daemon",
      fields: ["name", "birth", "address"],
      terminals: { "kiosk-terminal": "kiosk", "counter-terminal": "counter" },
      signer: await pki.document("issuing-server-signer"),
      municipality: { code: "13105", name: "渚市（試験用）" },
      ...{ clock, register, calendars: { kiosk: kiosk!, machine: machine!, counter: counter! } },
    });
  });
  afterEach(async () => {
    await server.close();
    await register.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("issues a certificate once for a request, however often it is asked (R-IF-05)", async () => {
    await tell(message("m1", "registered", 1));
    const [one, again] = [
      await client("kiosk").issue("request-0001", NUMBER, "resident"),
      await client("kiosk").issue("request-0001", NUMBER, "resident"),
    ];
    expect(again.serial).to.equal(one.serial);
    expect(again.pdf.equals(one.pdf)).to.equal(true);
    expect(await register.valid()).to.have.length(1);
    await judgePaper(one.pdf, pki.ca);
  });

  it("gives terminals that ask at once serial numbers without a gap", async () => {
    await tell(message("m1", "registered", 1));
    const papers = await Promise.all(
      ["request-0001", "request-0002", "request-0003"].flatMap((id) =>
        (["kiosk", "counter"] as const).map((who) => client(who).issue(id, NUMBER, "resident")),
      ),
    );
    const wanted = [1, 2, 3, 4, 5, 6].map((count) => `13105-20260406-00000${count}`);
    expect(papers.map(({ serial }) => serial).sort()).to.deep.equal(wanted);
  });

  it("takes a hand-over message once, and from the daemon alone (R-NET-07, X-11)", async () => {
    const refused = await raw("kiosk", "POST", "/users", JSON.stringify(message("m1", "registered", 1)));
    expect(refused.status).to.equal(403);
    expect(await register.numbers()).to.deep.equal([]);
    expect((await tell(message("m1", "registered", 1))).status).to.equal(204);
    expect((await tell(message("m2", "withdrawn", 2))).status).to.equal(204);
    expect((await tell(message("m1", "registered", 1))).status, "the same again").to.equal(204);
    expect(await register.numbers()).to.deep.equal([]);
  });

  it("refuses whoever is not registered, was stopped, moved away or was withdrawn (R-STOP-04, R-LIB-03)", async () => {
    const ask = () => client("kiosk").issue("request-0002", NUMBER, "resident");
    await expectCode("issuing.not-registered", ask());
    await tell(message("m1", "registered", 1));
    await tell(message("m2", "stopped", 2));
    await expectCode("issuing.stopped", ask());
    await tell(message("m3", "lifted", 3));
    await tell(message("m4", "ended", 4));
    await expectCode("issuing.not-registered", ask());
    expect(await register.valid()).to.deep.equal([]);
  });

  it("offers each kind with the reason why it cannot be had, and others all the same (R-KIOSK-03, R-KIOSK-04)", async () => {
    await tell(message("m1", "registered", 1));
    const offers = async () => (await client("kiosk").offers(NUMBER)).map(({ kind, refused }) => [kind, refused]);
    expect(await offers()).to.deep.equal([
      ["resident", undefined],
      ["seal", "issuing.no-seal"],
    ]);
    await register.registerSeal(NUMBER);
    expect((await offers())[1]).to.deep.equal(["seal", undefined]);
    await expectCode("issuing.unknown-kind", client("kiosk").issue("request-0003", NUMBER, "tax"));
  });

  it("judges hours when the request arrives, by where the terminal's certificate says that it stands (A-01, X-27)", async () => {
    await tell(message("m1", "registered", 1));
    clock.advance(13 * 3_600_000 - 1_000);
    await client("kiosk").issue("request-0004", NUMBER, "resident");
    clock.advance(1_000);
    const late = await expectCode("issuing.closed-hours", client("kiosk").issue("request-0005", NUMBER, "resident"));
    expect(late.details).to.deep.equal({ from: "06:30", until: "23:00" });
    const counter = client("counter").issue("request-0006", NUMBER, "resident");
    expect((await expectCode("issuing.closed-hours", counter)).details).to.include({ until: "17:15" });
  });

  it("a stranger's certificate opens nothing, and one of another authority not even the connection", async () => {
    await expectCode("issuing.not-a-terminal", client("stranger").pinLimit());
    await expectCode("issuing.not-a-terminal", client("stranger").issue("request-0007", NUMBER, "resident"));
  });

  it("a terminal can take back what it did not hand out, and nobody else can", async () => {
    await tell(message("m1", "registered", 1));
    const { serial } = await client("kiosk").issue("request-0008", NUMBER, "resident");
    await expectCode("issuing.unreachable", client("counter").revoke(serial));
    expect(await register.valid()).to.have.length(1);
    await client("kiosk").revoke(serial);
    expect(await register.valid()).to.have.length(0);
  });

  for (const [what, method, path, body] of [
    ["no JSON", "POST", "/certificates", "{"],
    ["a field too many", "POST", "/certificates", '{"request":"request-1","number":"1","kind":"resident","fee":0}'],
    ["no number", "POST", "/certificates", '{"request":"request-1","kind":"resident"}'],
    ["a request id that is none", "POST", "/certificates", '{"request":"../..","number":"1","kind":"resident"}'],
    ["a list for a number", "GET", "/offers?number=1&number=2", undefined],
    ["a body without end", "POST", "/certificates", `{"request":"${"a".repeat(70_000)}"}`],
    ["a hand-over message that is none", "POST", "/users", "{}"],
  ] as const) {
    it(`refuses ${what}, says so by code and issues nothing`, async () => {
      const { status, text } = await raw(path === "/users" ? "daemon" : "kiosk", method, path, body);
      expect(status).to.equal(400);
      expect(JSON.parse(text)).to.include({ code: path === "/users" ? "malformed" : "issuing.bad-request" });
      expect(await register.valid()).to.deep.equal([]);
    });
  }

  it("a terminal says so when nobody answers, and when the answer is none", async () => {
    const { url } = server;
    await server.close();
    const deaf = new IssuingClient({ url, ca: pki.ca, identity: identities.kiosk });
    await expectCode("issuing.unreachable", deaf.pinLimit());
  });
});
