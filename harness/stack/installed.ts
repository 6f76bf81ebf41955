import { existsSync } from "node:fs";

const PCSCD = ["/usr/sbin/pcscd", "/usr/local/sbin/pcscd"];
const VPCD = ["/usr/lib/pcsc/drivers/serial/libifdvpcd.so", "/usr/local/lib/pcsc/drivers/serial/libifdvpcd.so"];

/** The parts of a PC/SC stack with the virtual reader, as they are installed here. */
export interface InstalledStack {
  readonly pcscd: string;
  readonly driver: string;
}

/** What is installed, or the reason why a stack cannot be run, for people. */
export function installedStack(): InstalledStack | { readonly missing: string } {
  if (process.platform !== "linux") return { missing: `no vpcd driver for ${process.platform}` };
  const pcscd = PCSCD.find((path) => existsSync(path));
  if (pcscd === undefined) return { missing: "pcscd is not installed" };
  const driver = VPCD.find((path) => existsSync(path));
  if (driver === undefined) return { missing: "vsmartcard-vpcd is not installed" };
  return { pcscd, driver };
}
