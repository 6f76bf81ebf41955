import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientOptions, WebSocket } from "ws";
import { stringify } from "yaml";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import type { ErrorData } from "#daemon/api/contract/index.js";
import { loadConfig } from "#daemon/config/load-config.js";
import { createDaemon, type Daemon, type DaemonAddress } from "#daemon/main/daemon.js";
import { MemoryReaders } from "#simulator/memory/index.js";
import { JukiCs } from "../doubles/juki-cs/juki-cs.js";
import { TestSecrets } from "../municipality/secrets.js";
import type { TestPki } from "../municipality/test-pki.js";
import { type MunicipalityFiles, writeMunicipality } from "../municipality/write-municipality.js";
import { loadMunicipality } from "../scenario/load-scenario.js";
import { packageRoot } from "../scenario/package-root.js";

export const CITY = "13101";

/** One frame of an answer as it came. */
export interface Answer {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data: ErrorData };
}

/** What of a test daemon's configuration is not as usual. */
export interface StartOptions {
  /** More of the section of the CS; it tells nothing by itself when this is absent. */
  readonly cs?: object;
  readonly residents?: object;
  readonly fixture?: MunicipalityFiles["fixture"];
  readonly neighbour?: MunicipalityFiles["neighbour"];
  /** Who does the initial setting; the configuration when left out. */
  readonly initialSetting?: MunicipalityFiles["initialSetting"];
  readonly deliveries?: MunicipalityFiles["deliveries"];
  /** Further sections of the configuration. */
  readonly sections?: object;
}

/** A client that sends what it is told, right or wrong. */
export class RawClient {
  readonly socket: WebSocket;
  readonly frames: Answer[] = [];
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #next = 0;

  constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options);
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as Answer;
      this.frames.push(frame);
      this.#waiting.get(String(frame.id))?.(frame);
    });
  }

  /** Resolves when the connection stands; rejects with what the server said instead. */
  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once("open", () => resolve(this));
      this.socket.once("error", reject);
    });
  }

  /** Sends a text as it is and gives the answer that bears `id`. */
  raw(text: string | Buffer, id: number | string | null): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.set(String(id), resolve);
      this.socket.send(text);
    });
  }

  ask(method: string, params: unknown = {}): Promise<Answer> {
    const id = ++this.#next;
    return this.raw(JSON.stringify({ jsonrpc: "2.0", id, method, params }), id);
  }

  /** The code of the refusal, or `ok`. */
  async codeOf(method: string, params: unknown = {}): Promise<string> {
    return (await this.ask(method, params)).error?.data.code ?? "ok";
  }

  async closed(): Promise<number> {
    if (this.socket.readyState === WebSocket.CLOSED) return 0;
    return new Promise((resolve) => this.socket.once("close", (code) => resolve(code)));
  }
}

/** A daemon on a free port with a test municipality, an empty reader and a CS double. */
export class DaemonInTest {
  readonly folder = mkdtempSync(join(tmpdir(), "madoguchi-daemon-"));
  readonly clock = new VirtualClock();
  readonly readers: MemoryReaders;
  readonly secrets = new TestSecrets("daemon in test");
  readonly failures: string[] = [];
  readonly pki: TestPki;
  cs!: JukiCs;
  address!: DaemonAddress;
  configFile!: string;
  #daemon: Daemon | undefined;

  /** With `cardTime` "virtual", what a card takes of time, or a reader waits for one, passes on the daemon's own clock at once. */
  constructor(pki: TestPki, cardTime: "real" | "virtual" = "real") {
    this.pki = pki;
    const readers = [
      { id: "r1", name: "Reader 1" },
      { id: "r2", name: "Reader 2" },
    ];
    const { clock } = this;
    const virtual = { clock, pass: (ms: number) => clock.advance(ms) };
    this.readers = new MemoryReaders({ readers, ...(cardTime === "virtual" ? virtual : {}) });
  }

  /** Writes the municipality, starts the CS double and the daemon. `residents` and `cs` are of those sections of its configuration. */
  async start({
    residents,
    cs,
    neighbour,
    fixture,
    sections,
    initialSetting,
    deliveries,
  }: StartOptions = {}): Promise<this> {
    const { folder, secrets, pki } = this;
    this.cs = await JukiCs.start({
      identity: await pki.server("cs"),
      clientCa: pki.ca,
      clientName: "daemon",
      clock: this.clock,
    });
    this.configFile = await writeMunicipality({
      folder,
      fixture: fixture ?? loadMunicipality(`${packageRoot}scenarios/fixtures/hoshimi.yaml`),
      neighbour,
      secrets,
      pki,
      csUrl: this.cs.url,
      ...(residents && { residents }),
      ...(initialSetting && { initialSetting }),
      ...(deliveries && { deliveries }),
      cs,
    });
    if (sections !== undefined) appendFileSync(this.configFile, stringify(sections));
    await this.startDaemon();
    return this;
  }

  /** Starts the daemon on what is in the folder: a second time, as after a stop; with a port, where clients look for it. */
  async startDaemon(port?: number): Promise<void> {
    const config = loadConfig(this.configFile);
    this.#daemon = createDaemon({
      config: port === undefined ? config : { ...config, listen: { ...config.listen, port } },
      clock: this.clock,
      random: seededRandom(`daemon ${this.clock.now()}`),
      readers: this.readers,
      failureSink: (line) => this.failures.push(line),
    });
    this.address = await this.#daemon.start();
  }

  /** Tries to start the daemon on a changed configuration. */
  async startWith(change: (config: string) => string): Promise<void> {
    writeFileSync(this.configFile, change(readFileSync(this.configFile, "utf8")));
    await this.startDaemon();
  }

  stopDaemon(): Promise<void> {
    return this.#daemon?.stop() ?? Promise.resolve();
  }

  async stop(): Promise<void> {
    await this.stopDaemon();
    await this.cs.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A connection without a word said on it. */
  connect(options: ClientOptions = {}): Promise<RawClient> {
    return new RawClient(this.address.wire, { ca: this.pki.ca, ...options }).opened();
  }

  async greeted(options: ClientOptions = {}): Promise<RawClient> {
    const client = await this.connect(options);
    await client.ask("hello", { client: { name: "test", version: "1" }, api: { min: 1, max: 1 } });
    return client;
  }

  async loggedIn(operatorId: string): Promise<RawClient> {
    const client = await this.greeted();
    const { error } = await client.ask("session.login", this.credentials(operatorId));
    if (error) throw new Error(error.message);
    return client;
  }

  credentials(operatorId: string) {
    return { municipality: CITY, operatorId, password: this.secrets.password(operatorId) };
  }

  /** Every octet that the daemon keeps on disk or wrote into its failure log. */
  everythingKept(): Buffer {
    const data = join(this.folder, "data");
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const kept = files.map((entry) => readFileSync(join(entry.parentPath, entry.name)));
    return Buffer.concat([...kept, Buffer.from(this.failures.join("\n"))]);
  }
}
