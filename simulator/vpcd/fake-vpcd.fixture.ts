import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** One card's connection, seen from the reader's side. Written without the code that it tests. */
export class FakeSlot {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on("error", () => {});
    socket.on("close", () => this.#wake());
  }

  /** Writes length and body as two writes, as vpcd does. */
  send(...body: number[]): void {
    this.socket.write(Buffer.from([body.length >> 8, body.length & 0xff]));
    this.socket.write(Buffer.from(body));
  }

  /** The next message from the card, in hexadecimal; undefined when the card's side has closed. */
  async receive(): Promise<string | undefined> {
    for (;;) {
      const size = this.#received.length < 2 ? undefined : this.#received.readUInt16BE();
      if (size !== undefined && this.#received.length >= 2 + size) {
        const message = this.#received.subarray(2, 2 + size).toString("hex");
        this.#received = this.#received.subarray(2 + size);
        return message;
      }
      if (this.socket.closed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async exchange(...body: number[]): Promise<string | undefined> {
    this.send(...body);
    return this.receive();
  }
}

/** A listening reader slot in place of vpcd. */
export class FakeVpcd {
  readonly #server: Server = createServer();
  readonly #slots = new Set<Socket>();

  /** Listens; gives the port. */
  async listen(port = 0): Promise<number> {
    this.#server.on("connection", (socket) => this.#slots.add(socket));
    this.#server.listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  /** The next card that comes. */
  async nextCard(): Promise<FakeSlot> {
    const [socket] = (await once(this.#server, "connection")) as [Socket];
    return new FakeSlot(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.#slots) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
