import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { say, step, warn } from "./console.mjs";
import { ProgramFailed, run } from "./run.mjs";

const onPath = (name) =>
  [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"].some((at) => existsSync(join(at, name)));
const inLibraries = (name) =>
  existsSync("/usr/lib") && ["", ...readdirSync("/usr/lib")].some((at) => existsSync(join("/usr/lib", at, name)));

/** Debian packages by what shows that they are there, so that a look costs no process and other ways to install count too. */
const READER = [
  ["pcscd", () => onPath("pcscd")],
  ["vsmartcard-vpcd", () => inLibraries("pcsc/drivers/serial/libifdvpcd.so")],
];
/** What npm's PC/SC and SQLite modules are compiled with. */
const COMPILER = [
  ["libpcsclite-dev", () => existsSync("/usr/include/PCSC/winscard.h")],
  ["make", () => onPath("make")],
  ["g++", () => onPath("g++")],
  ["python3", () => onPath("python3")],
  // Another JOSE implementation, whose sealed files must be taken.
  ["python3-jwcrypto", () => inLibraries("dist-packages/jwcrypto")],
];
/** The outside programs that the tests hold our work against. */
const CLIENTS = [
  ["opensc", () => onPath("pkcs15-tool") && inLibraries("opensc-pkcs11.so")],
  ["openssl", () => onPath("openssl")],
  // A PKCS #11 token in software.
  ["softhsm2", () => onPath("softhsm2-util")],
  ["libxml2-utils", () => onPath("xmllint")],
  ["pngcheck", () => onPath("pngcheck")],
  ["chromium", () => onPath("chromium")],
  ["gnutls-bin", () => onPath("p11tool")],
  ["openssh-client", () => onPath("ssh-keygen")],
  ["libengine-pkcs11-openssl", () => inLibraries("engines-3/pkcs11.so")],
  ["libnss3-tools", () => onPath("certutil")],
  ["tshark", () => onPath("tshark")],
  ["poppler-utils", () => onPath("pdfsig")],
  ["libopenjp2-tools", () => onPath("opj_decompress")],
  // A GlobalPlatform host of its own, run from its source.
  ["default-jdk-headless", () => onPath("java")],
  // The tests compile a small PC/SC client in C, to send what OpenSC's tools cannot.
  ["gcc", () => onPath("cc")],
  ["libc6-dev", () => existsSync("/usr/include/stdio.h")],
  ["libpcsclite-dev", () => existsSync("/usr/include/PCSC/winscard.h")],
];
/** What the benchmarks are held against: Debian's virtual card, and a C compiler for the null card. */
const PEERS = [
  ["sqlite3", () => onPath("sqlite3")],
  ["vsmartcard-vpicc", () => onPath("vicc")],
  ["python3-pycryptodome", () => inLibraries("dist-packages/Cryptodome")],
  ["libpcsclite-dev", () => existsSync("/usr/include/PCSC/winscard.h")],
  ["gcc", () => onPath("cc")],
  ["libc6-dev", () => existsSync("/usr/include/stdio.h")],
];

function aptGet() {
  if (process.platform !== "linux" || !onPath("apt-get")) return undefined;
  if (process.getuid() === 0) return ["apt-get"];
  return onPath("sudo") ? ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"] : undefined;
}

/**
 * Installs the Debian packages that are missing. Never fails: what cannot be had is said in one line, and the rest of
 * the product runs without it (the in-process reader in place of PC/SC).
 */
export async function installPackages({ compiler, tests, peers }) {
  const wanted = [...READER, ...(compiler ? COMPILER : []), ...(tests ? CLIENTS : []), ...(peers ? PEERS : [])];
  const missing = [...new Set(wanted.filter(([, there]) => !there()).map(([name]) => name))];
  if (missing.length === 0 || process.platform !== "linux") return tellReader();
  const apt = aptGet();
  if (apt === undefined) return tellReader(`${missing.join(" ")}: no apt-get, or no right to use it`);
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" } };
  try {
    await step(`Debian packages · Debianパッケージ: ${missing.join(" ")}`, async (tell) => {
      const call = (...args) =>
        run(apt[0], [...apt.slice(1), "-q", "-o", "DPkg::Lock::Timeout=300", ...args], { ...options, tell });
      await call("update");
      await call("install", "-y", "--no-install-recommends", ...missing);
    });
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    say(error.tail.slice(-3).join("\n"));
    return tellReader("apt-get failed, or sudo wants a password");
  }
  return tellReader();
}

function tellReader(reason) {
  if (process.platform !== "linux") {
    warn(`no vpcd on ${process.platform}: the in-process reader is used · vpcdがないためプロセス内リーダを使用します`);
  } else if (!READER.every(([, there]) => there())) {
    warn(`no pcscd with vpcd (${reason}): the in-process reader is used · プロセス内リーダを使用します`);
  } else if (reason !== undefined) {
    warn(reason);
  }
}
