import { X509Certificate } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import { writeSecret } from "../keys/secret-file.js";
import { type Identity, issueCertificate } from "./certificate.js";

const CA_DAYS = 3650;
/** Browsers refuse server certificates that run longer. */
const LEAF_DAYS = 397;
const DAY = 86_400_000;
const RENEW_BEFORE = 30 * DAY;

async function readIdentity(directory: string, name: string): Promise<Identity | undefined> {
  try {
    const [cert, key] = await Promise.all(
      [`${name}.pem`, `${name}-key.pem`].map((file) => readFile(join(directory, file), "utf8")),
    );
    return { cert: cert!, key: key! };
  } catch {
    return undefined;
  }
}

async function writeIdentity(directory: string, name: string, { cert, key }: Identity): Promise<void> {
  await writeSecret(join(directory, `${name}-key.pem`), key);
  await writeSecret(join(directory, `${name}.pem`), cert, 0o644);
}

/**
 * A certificate authority for one machine's development and tests, made in a directory on first use.
 * Its certificates are judged by TLS on the machine's clock, so `clock` must be that one, not a scenario's.
 */
export class DevelopmentCa {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #identity: Identity;

  private constructor(directory: string, clock: Clock, random: RandomSource, identity: Identity) {
    this.#directory = directory;
    this.#clock = clock;
    this.#random = random;
    this.#identity = identity;
  }

  static async open(directory: string, clock: Clock, random: RandomSource): Promise<DevelopmentCa> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    let identity = await readIdentity(directory, "ca");
    if (identity === undefined) {
      const notBefore = new Date(clock.now() - DAY);
      const request = { commonName: "Madoguchi development CA", use: "ca", notBefore, days: CA_DAYS } as const;
      identity = await issueCertificate(request, random);
      await writeIdentity(directory, "ca", identity);
    }
    return new DevelopmentCa(directory, clock, random, identity);
  }

  /** The authority's own certificate: what clients trust. */
  get cert(): string {
    return this.#identity.cert;
  }

  /** A server's certificate, kept in the directory under its name and renewed a month before it ends. */
  server(name: string, hosts: readonly string[]): Promise<Identity> {
    return this.#kept(name, { use: "server", commonName: hosts[0] ?? name, hosts });
  }

  /** A client's certificate for a business system or the daemon itself, kept in the directory under its name. */
  client(name: string): Promise<Identity> {
    return this.#kept(name, { use: "client", commonName: name });
  }

  /** A certificate to sign documents with: certificates that an issuing server puts on paper. Kept as the others are. */
  document(name: string): Promise<Identity> {
    return this.#kept(name, { use: "document", commonName: name });
  }

  async #kept(
    name: string,
    request: { use: "server" | "client" | "document"; commonName: string; hosts?: readonly string[] },
  ): Promise<Identity> {
    const kept = await readIdentity(this.#directory, name);
    if (kept !== undefined && this.#stillGood(kept, request.hosts ?? [])) return kept;
    const notBefore = new Date(this.#clock.now() - DAY);
    const made = await issueCertificate({ ...request, notBefore, days: LEAF_DAYS }, this.#random, this.#identity);
    await writeIdentity(this.#directory, name, made);
    return made;
  }

  #stillGood({ cert }: Identity, hosts: readonly string[]): boolean {
    const certificate = new X509Certificate(cert);
    const names = hosts.every(
      (host) => certificate.checkHost(host) !== undefined || certificate.checkIP(host) !== undefined,
    );
    return names && Date.parse(certificate.validTo) - RENEW_BEFORE > this.#clock.now();
  }
}
