/** Resolves when a person or the system asks this process to end (Ctrl-C, SIGTERM, SIGHUP). */
export function untilEnded(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, resolve);
  });
}
