import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import type { Bilingual } from "../../evidence/types.js";
import { takeOrders } from "./control.js";
import { type CertificateFiles, Identities } from "./identities.js";
import { portOf } from "./port-of.js";
import { type DoubleProgram, type OptionValues, order, type ProgramRow, type RunningDouble } from "./program.js";
import { programErrors } from "./program-errors.js";
import { SettableClock } from "./settable-clock.js";

export interface StartRequest extends CertificateFiles {
  readonly store: string;
  readonly port: string;
  readonly clock: string;
  readonly daemonName: string;
  readonly options: OptionValues;
  readonly tell: (line: Bilingual) => void;
}

/** What every double takes besides its own orders. */
export const COMMON_ORDERS: Readonly<Record<string, string>> = {
  clock: "its clock from now on: at=real, at=+90m, at=2026-12-31T22:59:00+09:00 · 時計を変更",
};

/**
 * Starts a double with what is its own: folder, certificate, clock. Besides its own orders it takes `clock`.
 * Throws `double.*` and what the double throws; nothing is left open then.
 */
export async function startProgram(
  row: ProgramRow,
  program: DoubleProgram,
  { store, port, clock: time, daemonName, options, tell, ...files }: StartRequest,
): Promise<RunningDouble> {
  const clock = new SettableClock(systemClock, time);
  const number = portOf("port", port);
  const identities = await Identities.open(files);
  const folder = resolve(store);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const around = { store: folder, identities, clock, random: systemRandom, port: number, daemonName, tell };
  // The lock of the store before the double opens what is in it.
  let settle: (up: RunningDouble | Promise<never>) => void = () => {};
  const up = new Promise<RunningDouble>((resolve) => {
    settle = resolve;
  });
  const coming = up.then(({ orders }) => ({ ...orders, clock: clockOrder(clock) }));
  coming.catch(() => {});
  const endOrders = await takeOrders(folder, coming);
  try {
    const running = await program.start(around, options).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
      throw programErrors.error(
        "cannot-listen",
        { double: row.name, port: number, reason: error.code },
        { cause: error },
      );
    });
    settle(running);
    const orders = await coming;
    const close = async () => {
      await endOrders();
      await running.close();
    };
    return { ...running, orders, close };
  } catch (error) {
    settle(Promise.reject(error));
    await endOrders();
    throw error;
  }
}

const clockOrder = (clock: SettableClock) =>
  order({
    params: z.strictObject({ at: z.string() }),
    run: ({ at }) => {
      clock.set(at);
      return { now: new Date(clock.now()).toISOString() };
    },
  });
