import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { type CardAppPackage, looksLikePackage, packageErrors, parsePackage } from "#card/region/index.js";
import { packageFileErrors } from "./package-file-errors.js";

/** No package and no definition comes near to this: what is larger is something else. */
const MAX_OCTETS = 1 << 20;

/** Throws `package-file.unreadable`. */
export function read(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size > MAX_OCTETS) throw packageFileErrors.error("unreadable", { file, size, most: MAX_OCTETS });
    return readFileSync(file);
  } catch (cause) {
    if (packageFileErrors.is(cause)) throw cause;
    throw packageFileErrors.error("unreadable", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}

/** Reads and checks a package, its signature apart. Throws `package-file.unreadable` and `package.*`, both naming the file. */
export function readPackage(file: string): CardAppPackage {
  const octets = read(file);
  return naming(file, () => parsePackage(octets));
}

/** Runs a check of a package; what it refuses names the file too. */
export function naming<T>(file: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!isMadoguchiError(cause) || !packageErrors.is(cause)) throw cause;
    const code = cause.code.slice("package.".length) as Parameters<typeof packageErrors.error>[0];
    throw packageErrors.error(code, { file, ...cause.details }, { cause });
  }
}

/** Where a package is written: over an older package only. Throws `package-file.in-the-way`. */
export function demandRoom(file: string): void {
  if (existsSync(file) && !looksLikePackage(read(file))) throw packageFileErrors.error("in-the-way", { file });
}

/** Writes a package whole or not at all. Throws `package-file.not-written`. */
export function writePackage(file: string, { loadFile }: CardAppPackage): void {
  const draft = `${file}.new`;
  try {
    writeFileSync(draft, loadFile);
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw packageFileErrors.error("not-written", { file, reason: (cause as NodeJS.ErrnoException).code }, { cause });
  }
}

/** Writes a new file that nothing is in the way of. Throws `package-file.in-the-way`, `package-file.not-written`. */
export function writeNew(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { flag: "wx", mode });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const kind = code === "EEXIST" ? "in-the-way" : "not-written";
    throw packageFileErrors.error(kind, { file, reason: code }, { cause });
  }
}

function key(file: string, open: (pem: Buffer) => KeyObject): KeyObject {
  const pem = read(file);
  try {
    const found = open(pem);
    if (found.asymmetricKeyType === "ed25519") return found;
    // The message of the cause would be the parser's, and could speak of what is in the file: it stays out.
    throw packageFileErrors.error("bad-key", { file, type: found.asymmetricKeyType });
  } catch (error) {
    if (packageFileErrors.is(error)) throw error;
    throw packageFileErrors.error("bad-key", { file });
  } finally {
    pem.fill(0);
  }
}

/** The Ed25519 key to sign with. Throws `package-file.unreadable`, `package-file.exposed`, `package-file.bad-key`. */
export function readSigningKey(file: string): KeyObject {
  return key(file, (pem) => {
    const found = createPrivateKey(pem);
    // Windows has no such mode bits.
    if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
      throw packageFileErrors.error("exposed", { file });
    }
    return found;
  });
}

/** The Ed25519 key to check with. A private key is refused: whoever checks has no business with it. */
export function readPublicKey(file: string): KeyObject {
  return key(file, (pem) => {
    if (pem.includes("PRIVATE KEY")) throw packageFileErrors.error("bad-key", { file });
    return createPublicKey(pem);
  });
}
