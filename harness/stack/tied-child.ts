import { existsSync } from "node:fs";

const SETPRIV = "/usr/bin/setpriv";

/** How to start a program so that it cannot outlive this process. */
export interface TiedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Out of the terminal's process group: Ctrl-C is for us, who then end it in order. */
  readonly detached: boolean;
}

/**
 * Ties a program to this process: the kernel sends it `signal` when we are gone, however that came (prctl(2), PR_SET_PDEATHSIG).
 * Where that cannot be had the program stays in our process group, so that at least Ctrl-C reaches it.
 */
export function tiedToUs(signal: "TERM" | "KILL", command: string, args: readonly string[]): TiedCommand {
  if (process.platform !== "linux" || !existsSync(SETPRIV)) return { command, args, detached: false };
  return { command: SETPRIV, args: ["--pdeathsig", signal, command, ...args], detached: true };
}
