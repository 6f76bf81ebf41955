import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { packageRoot } from "../../scenario/package-root.js";

const COUNTER = "counter";
const DECLARED = ["name", "address"];

interface Told {
  interface?: unknown;
  id: string;
  number: string;
  sequence: number;
  date?: string;
  kind: string;
  fields?: Record<string, string>;
}

interface Person {
  registered: boolean;
  ended: boolean;
  stopped: boolean;
  sequence: number;
  fields: Record<string, string>;
}

export interface VendorOptions {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
  /** The clause that this system breaks, and no other. */
  readonly breaks?: string;
  /** How late an answer is where 6.1 is broken, in milliseconds. */
  readonly lateMs?: number;
}

const nobody = (): Person => ({ registered: false, ended: false, stopped: false, sequence: 0, fields: {} });

function messageSchema() {
  const file = join(packageRoot, "docs/reference/interface/messages.schema.json");
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema(JSON.parse(readFileSync(file, "utf8")), "published");
  return ajv.getSchema("published#/$defs/handOver")!;
}

/**
 * A business system as a vendor would write one from the published files: it uses nothing of this house (R-ACT-08, R-IF-03). It can break
 * any one clause of the interface, to try the run that looks for that.
 */
export class VendorSystem {
  readonly #server: Server;
  readonly #options: VendorOptions;
  readonly #right = messageSchema();
  readonly #people = new Map<string, Person>();
  readonly #seen = new Map<string, { text: string; port: number }>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: VendorOptions) {
    this.#options = options;
    const { cert, key, ca } = options;
    const old = this.#breaks("1.2")
      ? ({ minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const)
      : ({ minVersion: "TLSv1.2" } as const);
    const rejectUnauthorized = !this.#breaks("1.3") && !this.#breaks("1.4");
    this.#server = createServer(
      { cert, key, ca, requestCert: true, rejectUnauthorized, ...old },
      async (request, response) => {
        const answer = await this.#answer(request);
        if (answer === undefined) return response.destroy();
        const [status, body] = answer;
        const shown = status >= 400 && this.#breaks("7.3") ? undefined : body;
        const close = status === 413 ? { connection: "close" } : {};
        response
          .writeHead(status, { "content-type": "application/json", ...close })
          .end(shown && JSON.stringify(shown));
      },
    );
  }

  static async start(options: VendorOptions): Promise<VendorSystem> {
    const system = new VendorSystem(options);
    await new Promise<void>((resolve) => system.#server.listen(0, "127.0.0.1", resolve));
    return system;
  }

  get origin(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get registered(): number {
    return [...this.#people.values()].filter(({ registered }) => registered).length;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #breaks(clause: string): boolean {
    return this.#options.breaks === clause;
  }

  #shut(socket: TLSSocket): [number, object] | "cut" | undefined {
    const name: unknown = socket.getPeerCertificate().subject?.CN;
    if (name === undefined) return this.#breaks("1.3") ? undefined : "cut";
    if (!socket.authorized && !this.#breaks("1.4")) return "cut";
    return name === COUNTER || this.#breaks("1.5") ? undefined : [403, { code: "not-the-counter" }];
  }

  async #answer(request: IncomingMessage): Promise<[number, object?] | undefined> {
    const shut = this.#shut(request.socket as TLSSocket);
    if (shut === "cut") return undefined;
    if (shut !== undefined) return shut;
    const { method, url = "" } = request;
    if (method === "GET" && url === "/interface") return [200, this.#description()];
    if (method === "POST" && url === "/users") return this.#breaks("6.2") ? this.#inTurn(request) : this.#take(request);
    if (method === "GET" && url.startsWith("/users/")) return this.#state(decodeURIComponent(url.slice(7)));
    return this.#breaks("2.3") ? [200, {}] : [404, { code: "not-found" }];
  }

  #description(): object {
    const more = this.#breaks("2.1") ? { vendor: "ACME" } : {};
    const versions = [this.#breaks("2.2") ? "0.9" : "1.0"];
    return {
      interface: "madoguchi.business-system",
      versions,
      system: "vendor",
      role: "own",
      fields: DECLARED,
      ...more,
    };
  }

  #state(number: string): [number, object] {
    const person = this.#people.get(number) ?? (this.#breaks("7.2") ? nobody() : undefined);
    if (person === undefined) return [404, { code: "no-such-user" }];
    return [200, { number, ...person, ...(this.#breaks("7.1") && { vendor: 1 }) }];
  }

  #inTurn(request: IncomingMessage): Promise<[number, object?] | undefined> {
    const mine = this.#turn.then(() => this.#take(request));
    this.#turn = mine;
    return mine;
  }

  async #take(request: IncomingMessage): Promise<[number, object?] | undefined> {
    const text = await this.#read(request);
    if (text === undefined) return undefined;
    if (text.length > 65_536 && !this.#breaks("5.8")) return [413, { code: "too-large" }];
    let message: Told;
    try {
      message = JSON.parse(text) as Told;
    } catch {
      return this.#breaks("5.7") ? [204] : [400, { code: "malformed" }];
    }
    const judged = this.#mended(message);
    if (!this.#right(judged)) return [400, { code: "malformed" }];
    const undeclared = Object.keys(judged.fields ?? {}).find((name) => !DECLARED.includes(name));
    if (undeclared !== undefined && !this.#breaks("5.2")) {
      return [400, { code: "undeclared-field", place: `fields.${undeclared}` }];
    }
    return this.#apply(judged, request.socket.remotePort ?? 0);
  }

  /** What a careless system does to a message before it looks at it. */
  #mended(told: Told): Told {
    if (typeof told !== "object" || told === null) return told;
    if (this.#breaks("5.1") && typeof told.interface === "string") return { ...told, interface: "1.0" };
    if (this.#breaks("5.4")) return { date: "2026-01-01", ...told };
    if (this.#breaks("5.5") && typeof told.sequence === "string") return { ...told, sequence: Number(told.sequence) };
    if (this.#breaks("5.3")) {
      const known = ["interface", "id", "service", "number", "sequence", "date", "kind", "fields"];
      return Object.fromEntries(Object.entries(told).filter(([name]) => known.includes(name))) as unknown as Told;
    }
    if (this.#breaks("5.6") && told.kind !== "registered" && told.kind !== "changed") {
      const { fields: _, ...rest } = told;
      return rest;
    }
    return told;
  }

  async #apply(told: Told, port: number): Promise<[number, object?]> {
    const text = JSON.stringify(told);
    const seen = this.#seen.get(told.id);
    const person = this.#people.get(told.number) ?? nobody();
    if (seen !== undefined) {
      if (seen.text !== text) return this.#breaks("4.3") ? [204] : [409, { code: "id-used" }];
      // Two at once come by two connections; one after the other by the same.
      if (this.#breaks("4.2") && port !== seen.port) return [409, { code: "out-of-order" }];
      if (this.#breaks("4.1")) this.#people.set(told.number, this.#after(person, told));
      return [204];
    }
    const gap = this.#breaks("3.8") && told.sequence !== person.sequence + 1;
    if (gap || (told.sequence <= person.sequence && !this.#breaks("4.4"))) return [409, { code: "out-of-order" }];
    this.#seen.set(told.id, { text, port });
    this.#people.set(told.number, this.#after(person, told));
    if (this.#breaks("3.9") && told.kind === "stopped") for (const one of this.#people.values()) one.stopped = true;
    if (this.#breaks("6.1") && told.kind === "ended") {
      await new Promise((resolve) => setTimeout(resolve, this.#options.lateMs));
    }
    return [204];
  }

  #after(person: Person, { kind, sequence, fields = {} }: Told): Person {
    const next = { ...person, sequence };
    if (kind === "registered") {
      // Who has been here before is not let in again where 3.7 is broken.
      if (this.#breaks("3.7") && person.sequence > 0) return next;
      return { ...next, registered: true, ended: false, fields: this.#breaks("3.1") ? {} : fields };
    }
    if (kind === "changed") {
      const kept = this.#breaks("3.2") ? { ...person.fields, ...fields } : fields;
      const stopped = person.stopped && !this.#breaks("3.4");
      return { ...next, stopped, ended: person.ended && this.#breaks("3.5"), fields: kept };
    }
    if (kind === "ended") return { ...next, ended: true };
    if (kind === "stopped") return { ...next, stopped: true };
    if (kind === "lifted") return { ...next, stopped: person.stopped && this.#breaks("3.3") };
    return { ...nobody(), sequence, fields: this.#breaks("3.6") ? person.fields : {} };
  }

  #read(request: IncomingMessage): Promise<string | undefined> {
    return new Promise((resolve) => {
      // Whose turn comes late may be gone already.
      if (request.destroyed) return resolve(undefined);
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (part: string) => {
        text += part;
        if (text.length > 65_536 && !this.#breaks("5.8")) resolve(text);
      });
      request.on("end", () => resolve(text));
      request.on("error", () => {});
      request.on("close", () => resolve(this.#breaks("6.3") ? text : undefined));
    });
  }
}
