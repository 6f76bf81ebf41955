import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#card/ports/clock.js";
import type { RandomSource } from "#card/ports/random.js";
import type { Identity } from "./certificate.js";
import { DevelopmentCa } from "./development-ca.js";
import { tlsErrors } from "./tls-errors.js";

/** What a TLS endpoint shows, and whose certificates it takes. */
export interface TlsIdentity extends Identity {
  readonly ca: string;
}

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

async function read(file: string, check: (text: string) => void): Promise<string> {
  try {
    const text = await readFile(file, "utf8");
    check(text);
    return text;
  } catch (cause) {
    throw tlsErrors.error("unreadable", { file }, { cause });
  }
}

/** A private key is its owner's alone. Windows has no such mode bits; there the directory's access list guards the file. */
async function demandPrivate(file: string): Promise<void> {
  const { mode } = await stat(file).catch((cause) => {
    throw tlsErrors.error("unreadable", { file }, { cause });
  });
  if (process.platform !== "win32" && (mode & 0o077) !== 0) throw tlsErrors.error("exposed", { file });
}

/** Reads a certificate, its key and the trusted CA. Throws `tls.unreadable`, `tls.exposed`, `tls.mismatch`, `tls.expired` with the file. */
export async function readTlsFiles(files: TlsFiles, clock: Clock): Promise<TlsIdentity> {
  const cert = await read(files.cert, (text) => new X509Certificate(text));
  await demandPrivate(files.key);
  const key = await read(files.key, (text) => createPrivateKey(text));
  const ca = await read(files.ca, (text) => new X509Certificate(text));
  const certificate = new X509Certificate(cert);
  if (!certificate.checkPrivateKey(createPrivateKey(key))) throw tlsErrors.error("mismatch", { file: files.key });
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  if (clock.now() < from || clock.now() > to) {
    throw tlsErrors.error("expired", { file: files.cert, from: certificate.validFrom, to: certificate.validTo });
  }
  return { cert, key, ca };
}

/** Directory of the development CA inside the data directory. */
export function developmentCaDirectory(data: string): string {
  return join(data, "development-ca");
}

/** The daemon's own identity from the development CA. */
export async function developmentIdentity(
  data: string,
  host: string,
  clock: Clock,
  random: RandomSource,
): Promise<TlsIdentity> {
  const ca = await DevelopmentCa.open(developmentCaDirectory(data), clock, random);
  const hosts = [...new Set(["localhost", "127.0.0.1", "::1", host])].filter(
    (name) => name !== "0.0.0.0" && name !== "::",
  );
  return { ...(await ca.server("server", hosts)), ca: ca.cert };
}
