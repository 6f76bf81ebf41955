import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { DevelopmentCa, developmentCaDirectory, type Identity } from "#daemon/tls/index.js";

/**
 * One development CA for all scenarios of a run: making RSA keys takes longer than a scenario does. The daemon finds it in its data
 * directory as if it had made it itself on an earlier start. TLS is judged by the machine's clock, so this is on that one too.
 */
export class TestPki {
  readonly #directory: string;
  readonly #ca: DevelopmentCa;

  private constructor(directory: string, ca: DevelopmentCa) {
    this.#directory = directory;
    this.#ca = ca;
  }

  static async create(): Promise<TestPki> {
    const directory = mkdtempSync(join(tmpdir(), "madoguchi-pki-"));
    return new TestPki(directory, await DevelopmentCa.open(directory, systemClock, systemRandom));
  }

  /** Certificate of the authority, PEM. */
  get ca(): string {
    return this.#ca.cert;
  }

  /** Identity of a server of the test world on the loopback addresses. */
  server(name: string): Promise<Identity> {
    return this.#ca.server(name, ["localhost", "127.0.0.1", "::1"]);
  }

  /** Identity of a client: a business system, or the daemon towards the CS. */
  client(name: string): Promise<Identity> {
    return this.#ca.client(name);
  }

  /** Lays the authority into a data directory, before the daemon starts there. */
  async install(data: string): Promise<void> {
    await this.server("server");
    cpSync(this.#directory, developmentCaDirectory(data), { recursive: true });
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
