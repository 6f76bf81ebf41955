const A_DAY_MS = 86_400_000;

/** Resolves when a person or the system asks this process to end (Ctrl-C, SIGTERM, SIGHUP); keeps it alive until then. */
export function untilEnded(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // Listening for signals alone does not keep Node running.
    const alive = setInterval(() => {}, A_DAY_MS);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        clearInterval(alive);
        resolve(signal);
      });
    }
  });
}
