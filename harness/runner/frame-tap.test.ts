import { EventEmitter } from "node:events";
import { expect } from "chai";
import type { WebSocket } from "ws";
import { Recorder } from "../evidence/recorder.js";
import { tapFrames } from "./frame-tap.js";

/** The part of a WebSocket that the tap touches. */
class PlainSocket extends EventEmitter {
  readonly sent: string[] = [];
  send(data: string): void {
    this.sent.push(data);
  }
  receive(message: unknown): void {
    this.emit("message", typeof message === "string" ? message : JSON.stringify(message));
  }
}

function rig() {
  const recorder = new Recorder();
  const socket = new PlainSocket();
  tapFrames(socket as unknown as WebSocket, "terminal", recorder);
  const ask = (id: number, method: string, params: object) =>
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  return { recorder, socket, ask, frames: () => recorder.captured.frames };
}

describe("Frames in the evidence", () => {
  it("pass unchanged and are kept without passwords and PINs", () => {
    const { socket, ask, frames } = rig();
    ask(1, "session.login", { municipality: "13101", operatorId: "clerk", password: "hunter2hunter2" });
    ask(2, "cardApps.setPin", { readerId: "r", serviceId: "library", pin: "2580" });
    expect(socket.sent.join()).to.include("hunter2hunter2").and.to.include("2580");
    expect(JSON.stringify(frames())).not.to.include("hunter2").and.not.to.include("2580");
    expect(frames()[0]?.body).to.deep.include({ operatorId: "clerk", password: "[secret]" });
  });

  it("show of an APDU through the access module its header only", () => {
    const { ask, frames } = rig();
    ask(1, "access.transmit", { handle: "h", command: "842000801031323334556677889900AABBCCDDEEFF" });
    expect(JSON.stringify(frames())).to.include("84200080").and.not.to.include("31323334");
  });

  it("join answers and errors to the method that was asked", () => {
    const { socket, ask, frames } = rig();
    const text = { cause: "c", remedy: "r" };
    ask(7, "area.set", { readerId: "r" });
    socket.receive({
      jsonrpc: "2.0",
      id: 7,
      error: { code: -32000, message: "m", data: { code: "card.area-key-mismatch", en: text, ja: text, details: {} } },
    });
    expect(frames()[1]).to.deep.include({ direction: "received", kind: "error", method: "area.set" });
  });

  it("hide what the contract does not know", () => {
    const { socket, ask, frames } = rig();
    ask(1, "backdoor.open", { pin: "2580" });
    socket.receive("not json, pin 2580");
    socket.receive({ jsonrpc: "2.0", method: "leak", params: { pin: "2580" } });
    expect(frames().map(({ body }) => body)).to.deep.equal(["[unknown]", "[unknown]", "[unknown]"]);
    expect(JSON.stringify(frames())).not.to.include("2580");
  });
});
