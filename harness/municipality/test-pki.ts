import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { DevelopmentCa, developmentCaDirectory, type Identity } from "#daemon/tls/index.js";

/** Where the test authority is kept for the next run, from the working directory. Ignored by git. */
const CACHE = ".madoguchi/test-pki";

/**
 * One development CA for all scenarios of a run: making RSA keys takes longer than a scenario does. The daemon finds it in its data
 * directory as if it had made it itself on an earlier start. TLS is judged by the machine's clock, so this is on that one too.
 * Each process works on a copy of its own; what it added is kept for the next one, whole or not at all.
 */
export class TestPki {
  readonly #directory: string;
  readonly #ca: DevelopmentCa;
  #grown = false;

  private constructor(directory: string, ca: DevelopmentCa) {
    this.#directory = directory;
    this.#ca = ca;
  }

  static async create(): Promise<TestPki> {
    const directory = mkdtempSync(join(tmpdir(), "madoguchi-pki-"));
    try {
      if (existsSync(CACHE)) cpSync(CACHE, directory, { recursive: true });
    } catch {
      // Another run put its folder there in this moment: this one makes keys of its own.
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory, { mode: 0o700 });
    }
    return new TestPki(directory, await DevelopmentCa.open(directory, systemClock, systemRandom));
  }

  /** Certificate of the authority, PEM. */
  get ca(): string {
    return this.#ca.cert;
  }

  /** Identity of a server of the test world on the loopback addresses. */
  server(name: string): Promise<Identity> {
    this.#note(name);
    return this.#ca.server(name, ["localhost", "127.0.0.1", "::1"]);
  }

  /** Identity of a client: a business system, or the daemon towards the CS. */
  client(name: string): Promise<Identity> {
    this.#note(name);
    return this.#ca.client(name);
  }

  /** What an issuing server signs certificates with. */
  document(name: string): Promise<Identity> {
    this.#note(name);
    return this.#ca.document(name);
  }

  /** Lays the authority into a data directory, before the daemon starts there. */
  async install(data: string): Promise<void> {
    await this.server("server");
    cpSync(this.#directory, developmentCaDirectory(data), { recursive: true });
  }

  close(): void {
    if (this.#grown) this.#keep();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #note(name: string): void {
    if (!existsSync(join(this.#directory, `${name}.pem`))) this.#grown = true;
  }

  /** Puts this run's folder in the place of the kept one. Of two that do so at once either stays, each complete in itself. */
  #keep(): void {
    const cache = resolve(CACHE);
    const [fresh, old] = ["new", "old"].map((what) => `${cache}.${what}-${process.pid}`) as [string, string];
    try {
      cpSync(this.#directory, fresh, { recursive: true });
      if (existsSync(cache)) renameSync(cache, old);
      renameSync(fresh, cache);
    } catch {
      // Nothing but the time to make the keys again is lost.
    } finally {
      for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true });
    }
  }
}
