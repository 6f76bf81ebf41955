import type { z } from "zod";
import type { RandomSource } from "#card/ports/random.js";
import type { Bilingual } from "../../evidence/types.js";
import type { Identities } from "./identities.js";
import type { SettableClock } from "./settable-clock.js";

/** What every double is given, whichever it is. */
export interface Surroundings {
  /** Its own folder, which is there already. Nobody else's data is in it. */
  readonly store: string;
  readonly identities: Identities;
  readonly clock: SettableClock;
  readonly random: RandomSource;
  /** Port of the loopback address; 0 for a free one. */
  readonly port: number;
  /** Common name of the daemon's certificate: the one that the double answers to (R-NET-07). */
  readonly daemonName: string;
  /** Told of what happens: one line for people. No PIN, no name, no number. */
  readonly tell: (line: Bilingual) => void;
}

/** An option of one double, besides those of all. */
export interface ProgramOption {
  readonly name: string;
  /** What stands for its value in help. */
  readonly value: string;
  readonly summary: string;
  readonly required?: true;
  readonly fallback?: string;
}

/** What a double is told while it runs: `madoguchi double tell NAME ORDER NAME=VALUE …`. */
export interface Order<S extends z.ZodType = z.ZodType> {
  readonly params: S;
  run(params: z.output<S>): unknown;
}

/** Types an order by its parameters. */
export const order = <S extends z.ZodType>(row: Order<S>): Order => row as unknown as Order;

/** A double that is up. */
export interface RunningDouble {
  /** Where it listens, by what is there. */
  readonly addresses: Readonly<Record<string, string>>;
  /** What to put into the daemon's configuration, and where: `cs`, or the path of a section. Nothing for who only connects. */
  readonly config?: { readonly at: string; readonly section: object };
  readonly orders: Readonly<Record<string, Order>>;
  close(): Promise<void>;
}

/** Values of a program's own options, by name. */
export type OptionValues = Readonly<Record<string, string | undefined>>;

export interface DoubleProgram {
  readonly options: readonly ProgramOption[];
  /** Its orders with what help says of them. */
  readonly orders: Readonly<Record<string, string>>;
  start(around: Surroundings, options: OptionValues): Promise<RunningDouble>;
}

/** A row of `madoguchi double list`. Its program is read only when it is started. */
export interface ProgramRow {
  readonly name: string;
  readonly summary: Bilingual;
  /** Its port when none is given. */
  readonly port: number;
  readonly load: () => Promise<DoubleProgram>;
}
