import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { certificateFingerprint, DevelopmentCa, type Identity, type TlsFiles } from "#daemon/tls/index.js";
import { programErrors } from "./program-errors.js";

export interface CertificateFiles {
  /** Folder of a test authority, made on first use; the daemon's own development authority will do. */
  readonly pki: string;
  /** One's own certificate in its place, PEM files: all three or none. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly ca?: string | undefined;
}

/** How the daemon shows itself to a double, as its configuration says it: paths of PEM files. */
export type DaemonFiles = TlsFiles;

/** What stands in the printed configuration where only the reader knows the file. */
const YOURS = { cert: "daemon.pem", key: "daemon-key.pem" };

/** The certificates of one double: from a test authority in a folder, or its own from files. */
export class Identities {
  readonly #own: Identity | undefined;
  readonly #authority: DevelopmentCa | undefined;
  readonly #folder: string;
  /** Certificate of the authority that everybody's certificate comes from, PEM, and its file. */
  readonly ca: string;
  readonly caFile: string;

  private constructor(ca: string, caFile: string, folder: string, from: Identity | DevelopmentCa) {
    this.ca = ca;
    this.caFile = caFile;
    this.#folder = folder;
    if (from instanceof DevelopmentCa) this.#authority = from;
    else this.#own = from;
  }

  /** Throws `double.bad-option` for one of three files alone, and for a file that cannot be read. */
  static async open({ pki, cert, key, ca }: CertificateFiles): Promise<Identities> {
    const own = [cert, key, ca].filter((file) => file !== undefined);
    if (own.length === 0) {
      const authority = await DevelopmentCa.open(resolve(pki), systemClock, systemRandom);
      return new Identities(authority.cert, join(resolve(pki), "ca.pem"), resolve(pki), authority);
    }
    if (own.length < 3) throw programErrors.error("bad-option", { option: "cert", expected: "--cert, --key and --ca" });
    const read = (option: string, file: string): string => {
      if (!existsSync(file)) throw programErrors.error("bad-option", { option, file });
      return readFileSync(file, "utf8");
    };
    const identity = { cert: read("cert", cert!), key: read("key", key!) };
    return new Identities(read("ca", ca!), resolve(ca!), "", identity);
  }

  /** What the double shows to whoever connects to it. */
  server(name: string): Promise<Identity> {
    return this.#of((authority) => authority.server(`${name}-server`, ["localhost", "127.0.0.1", "::1"]));
  }

  /** What it shows where it connects itself. */
  client(name: string): Promise<Identity> {
    return this.#of((authority) => authority.client(name));
  }

  /** What certificates on paper are signed with. */
  document(name: string): Promise<Identity> {
    return this.#of((authority) => authority.document(name));
  }

  async fingerprint(name: string): Promise<string> {
    return certificateFingerprint((await this.client(name)).cert);
  }

  /** The daemon's certificate towards this double, as its configuration names it; made where the authority is a test's. */
  async daemon(name: string): Promise<DaemonFiles> {
    if (this.#authority === undefined) return { ca: this.caFile, ...YOURS };
    await this.#authority.client(name);
    return {
      ca: this.caFile,
      cert: join(this.#folder, `${name}.pem`),
      key: join(this.#folder, `${name}-key.pem`),
    };
  }

  async #of(make: (authority: DevelopmentCa) => Promise<Identity>): Promise<Identity> {
    return this.#own ?? make(this.#authority!);
  }
}
