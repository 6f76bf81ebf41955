import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { KEK_ID_BLOCK, type Kek, kekIdOf, NONCE_OCTETS } from "../kek.js";
import { keyErrors } from "../key-errors.js";
import type { HostAnswer, HostCall, HostPlan } from "./host-protocol.js";

const MAIN = fileURLToPath(new URL("./host-main.js", import.meta.url));

/** What the host inherits of our environment: what modules of tokens are told by, and nothing that could be a secret. */
const INHERITED = [
  "PATH",
  "HOME",
  "LANG",
  "LD_LIBRARY_PATH",
  "SOFTHSM2_CONF",
  "P11_KIT_STRICT",
  "SystemRoot",
  "windir",
];

export interface TokenPlace extends HostPlan {
  readonly timeoutMs: number;
}

type Outcome = HostAnswer | { readonly gone: true };

/** One token host and the calls that it has under way. */
class TokenHost {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, (outcome: Outcome) => void>();
  #last = 0;
  ended = false;

  constructor(plan: HostPlan) {
    const names = [...INHERITED, ...(plan.pinEnv === undefined ? [] : [plan.pinEnv])];
    const env = Object.fromEntries(
      names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    );
    this.#child = fork(MAIN, [], {
      serialization: "advanced",
      execArgv: [],
      env,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.on("message", (answer: HostAnswer) => this.#settle(answer.id, answer));
    const end = () => {
      this.ended = true;
      for (const id of [...this.#pending.keys()]) this.#settle(id, { gone: true });
    };
    this.#child.once("exit", end);
    this.#child.once("error", end);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  call(call: HostCall | { readonly op: "start"; readonly plan: HostPlan }): Promise<Outcome> {
    if (this.ended || !this.#child.connected) return Promise.resolve({ gone: true });
    return new Promise((resolve) => {
      const id = ++this.#last;
      this.#pending.set(id, resolve);
      this.#child.send({ ...call, id }, (error) => {
        if (error !== null) this.#settle(id, { gone: true });
      });
    });
  }

  kill(): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.kill("SIGKILL");
    });
  }

  #settle(id: number, outcome: Outcome): void {
    const resolve = this.#pending.get(id);
    this.#pending.delete(id);
    resolve?.(outcome);
  }
}

/** A key-encryption key that is in a token (PKCS #11) and never leaves it: every sealing and opening is done there. */
export class TokenKek implements Kek {
  readonly source = "pkcs11";
  readonly id: string;
  readonly #link: TokenLink;
  readonly #random: RandomSource;

  private constructor(id: string, link: TokenLink, random: RandomSource) {
    this.id = id;
    this.#link = link;
    this.#random = random;
  }

  /** Throws `keys.token-module`, `keys.token-absent`, `keys.token-pin`, `keys.token-pin-missing`, `keys.token-key`, `keys.token-failed`. */
  static async open(
    place: TokenPlace,
    ports: { readonly clock: Clock; readonly random: RandomSource },
  ): Promise<TokenKek> {
    const link = new TokenLink(place, ports.clock);
    try {
      const block = await link.call({ op: "encipherBlock", block: KEK_ID_BLOCK });
      return new TokenKek(kekIdOf(block), link, ports.random);
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  /** Process id of the host; undefined while there is none. */
  get hostPid(): number | undefined {
    return this.#link.pid;
  }

  async seal(clear: Uint8Array, associated: Uint8Array): Promise<Uint8Array> {
    const nonce = this.#random.bytes(NONCE_OCTETS);
    return Buffer.concat([nonce, await this.#link.call({ op: "seal", nonce, clear, associated })]);
  }

  async open(sealed: Uint8Array, associated: Uint8Array): Promise<Uint8Array> {
    const [nonce, rest] = [sealed.subarray(0, NONCE_OCTETS), sealed.subarray(NONCE_OCTETS)];
    const clear = await this.#link.call({ op: "open", nonce, sealed: rest, associated });
    // Into memory of its own: what came over the channel may share a larger buffer.
    const own = Uint8Array.from(clear);
    clear.fill(0);
    return own;
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

/** The way to the token: a host that is started again when it has died, and asked for one thing at a time. */
class TokenLink {
  readonly #place: TokenPlace;
  readonly #clock: Clock;
  #host: TokenHost | undefined;
  #before: Promise<unknown> = Promise.resolve();
  /** A PIN that was refused once is not tried again: the token would lock itself. */
  #refused: Error | undefined;
  #closed = false;

  constructor(place: TokenPlace, clock: Clock) {
    this.#place = place;
    this.#clock = clock;
  }

  get pid(): number | undefined {
    return this.#host?.pid;
  }

  call(call: HostCall): Promise<Uint8Array> {
    const turn = this.#before.then(() => this.#now(call));
    this.#before = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#host?.kill();
    this.#host = undefined;
  }

  async #now(call: HostCall): Promise<Uint8Array> {
    if (this.#refused !== undefined) throw this.#refused;
    if (this.#closed) throw keyErrors.error("token-failed", { told: "closed" });
    if (this.#host === undefined || this.#host.ended) {
      const { timeoutMs: _, ...plan } = this.#place;
      this.#host = new TokenHost(plan);
      await this.#ask(this.#host, { op: "start", plan });
    }
    return this.#ask(this.#host, call);
  }

  async #ask(host: TokenHost, call: Parameters<TokenHost["call"]>[0]): Promise<Uint8Array> {
    const over = new AbortController();
    const late = this.#clock.sleep(this.#place.timeoutMs, over.signal).then(
      () => "late" as const,
      () => "late" as const,
    );
    const outcome = await Promise.race([host.call(call), late]);
    over.abort();
    if (outcome === "late" || "gone" in outcome) {
      await host.kill();
      throw keyErrors.error("token-failed", { told: outcome === "late" ? "no answer in time" : "its host has ended" });
    }
    if ("octets" in outcome) return outcome.octets;
    const { fault, told } = outcome;
    if (fault === "unwrap") throw keyErrors.error("unwrap", { told });
    const { token, key } = this.#place;
    const error = keyErrors.error(fault, { token, key, told });
    if (fault === "token-pin") this.#refused = error;
    if (call.op === "start") await host.kill();
    throw error;
  }
}
