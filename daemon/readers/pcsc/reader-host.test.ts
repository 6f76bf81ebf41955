import { EventEmitter } from "node:events";
import { expect } from "chai";
import type { HostMessage } from "./host-protocol.js";
import { loadPcsclite, type OpenPcsc } from "./pcsclite.js";
import { ReaderHost } from "./reader-host.js";

type Done = (error: Error | null, value?: unknown) => void;

/** A reader as pcsclite has it, driven by the test. */
class FakeReader extends EventEmitter {
  readonly SCARD_SHARE_EXCLUSIVE = 1;
  readonly SCARD_PROTOCOL_T0 = 1;
  readonly SCARD_PROTOCOL_T1 = 2;
  readonly SCARD_RESET_CARD = 1;
  readonly name = "Fake 00";
  connected = false;
  readonly calls: string[] = [];
  failDisconnect = false;

  connect(options: { share_mode: number; protocol: number }, done: Done): void {
    this.calls.push(`connect ${options.share_mode} ${options.protocol}`);
    this.connected = true;
    done(null, 2);
  }
  disconnect(disposition: number, done: Done): void {
    this.calls.push(`disconnect ${disposition}`);
    this.connected = this.failDisconnect;
    done(this.failDisconnect ? new Error("SCardDisconnect error: Card was removed.(0x80100069)") : null);
  }
  transmit(command: Buffer, room: number, protocol: number, done: Done): void {
    this.calls.push(`transmit ${command.toString("hex")} ${room} ${protocol}`);
    done(null, Buffer.from("9000", "hex"));
  }
}

class FakePcsc extends EventEmitter {
  start(listed: (error: undefined, names: Buffer) => void): void {
    listed(undefined, Buffer.from("Fake 00\0\0"));
  }
  close(): number {
    return 0;
  }
}

describe("ReaderHost", () => {
  let sent: HostMessage[];
  let pcsc: FakePcsc;
  let reader: FakeReader;
  let host: ReaderHost;

  beforeEach(() => {
    sent = [];
    pcsc = new FakePcsc();
    reader = new FakeReader();
    host = new ReaderHost((message) => sent.push(message));
    host.start((() => pcsc) as unknown as OpenPcsc);
  });
  const attach = () => {
    pcsc.emit("reader", reader);
    reader.emit("status", { state: 0x10022, atr: Buffer.from("3B80800101", "hex") });
  };

  it("is ready when every listed reader has told its first state, not before", () => {
    pcsc.emit("reader", reader);
    expect(sent.map((message) => message.type)).to.deep.equal(["attached"]);
    reader.emit("status", { state: 0x12 });
    expect(sent.map((message) => message.type)).to.deep.equal(["attached", "ready"]);
  });

  it("connects exclusively, transmits with the protocol of the connection and resets the card in the end", () => {
    attach();
    sent.length = 0;
    host.handle({ id: 1, call: "connect", reader: "Fake 00" });
    host.handle({ id: 2, call: "transmit", reader: "Fake 00", command: "00A40400" });
    host.handle({ id: 3, call: "release", reader: "Fake 00" });
    expect(reader.calls).to.deep.equal(["connect 1 3", "transmit 00a40400 65538 2", "disconnect 1"]);
    expect(sent).to.deep.equal([
      { type: "done", id: 1 },
      { type: "done", id: 2, response: "9000" },
      { type: "done", id: 3 },
    ]);
  });

  it("forgets a connection that could not be ended, so that the next one is a real one", () => {
    attach();
    reader.failDisconnect = true;
    host.handle({ id: 1, call: "connect", reader: "Fake 00" });
    sent.length = 0;
    host.handle({ id: 2, call: "release", reader: "Fake 00" });
    expect(sent).to.deep.equal([{ type: "done", id: 2 }]);
    expect(reader.connected).to.equal(false);
  });

  it("answers for a reader that is gone: connecting fails, releasing succeeds", () => {
    host.handle({ id: 1, call: "connect", reader: "gone" });
    host.handle({ id: 2, call: "release", reader: "gone" });
    expect(sent).to.deep.equal([
      { type: "failed", id: 1, text: "no such reader (0x80100009)" },
      { type: "done", id: 2 },
    ]);
  });

  it("gives up when the service is lost, but not when one reader is unplugged", () => {
    attach();
    sent.length = 0;
    reader.emit("error", new Error("SCardGetStatusChange error: Reader is unavailable.(0x80100017)"));
    reader.emit("end");
    expect(sent).to.deep.equal([{ type: "detached", reader: "Fake 00" }]);
    pcsc.emit("error", new Error("SCardGetStatusChange error: RPC transport error.(0x8010001e)"));
    expect(sent.at(-1)).to.deep.equal({
      type: "lost",
      reason: "SCardGetStatusChange error: RPC transport error.(0x8010001e)",
    });
  });

  it("gives up when the service does not answer at the start", () => {
    sent.length = 0;
    new ReaderHost((message) => sent.push(message)).start(() => {
      throw new Error("SCardEstablishContext error: Service not available.(0x8010001d)");
    });
    expect(sent.map((message) => message.type)).to.deep.equal(["lost"]);
  });

  it("tells that pcsclite is missing instead of failing to load", () => {
    const loaded = loadPcsclite("file:///nowhere/at/all.js");
    expect("missing" in loaded && loaded.missing).to.match(/^the package pcsclite cannot be loaded \(Cannot find/);
  });
});
