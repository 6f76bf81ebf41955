import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import type { Facts } from "../api/call.js";
import type { FailurePort } from "./audit-port.js";
import { currentCall } from "./call-context.js";

/** Where lines go: a file, standard error, a test's array. */
export type LineSink = (line: string) => void;

const LONG_HEX = /[0-9A-Fa-f]{24,}/g;
const TWELVE_DIGITS = /(?<!\d)\d{12}(?!\d)/g;
const MAX_TEXT = 400;

/**
 * A last net under what callers hand in: long octet strings (keys, data fields) lose all but their first four octets
 * and twelve-digit numbers (個人番号) go entirely. It does not replace keeping secrets out in the first place (R-LOG-06).
 */
export function maskText(text: string): string {
  return text
    .replace(LONG_HEX, (octets) => `${octets.slice(0, 8)}…[${Math.floor(octets.length / 2)} octets]`)
    .replace(TWELVE_DIGITS, "[12 digits]")
    .slice(0, MAX_TEXT);
}

function describeError(error: unknown): Facts {
  if (isMadoguchiError(error)) {
    const details = Object.entries(error.details).filter(([, value]) => value !== undefined);
    return { code: error.code, ...(Object.fromEntries(details) as Facts) };
  }
  if (!(error instanceof Error)) return { error: typeof error };
  // The stack says where; a foreign message may quote data, so it goes through the net and only its first line is kept.
  const where = (error.stack ?? "").split("\n").find((line) => line.trimStart().startsWith("at ")) ?? "";
  return { error: error.name, message: error.message.split("\n")[0] ?? "", where: where.trim() };
}

/** The failure-analysis log (故障解析ログ): one JSON object a line. It never throws: a full disk must not stop a card in mid-write. */
export class FailureLog implements FailurePort {
  readonly #clock: Clock;
  readonly #sink: LineSink;

  constructor(clock: Clock, sink: LineSink) {
    this.#clock = clock;
    this.#sink = sink;
  }

  info(event: string, facts: Facts = {}): void {
    this.#write("info", event, facts);
  }

  error(event: string, error: unknown, facts: Facts = {}): void {
    this.#write("error", event, { ...facts, ...describeError(error) });
  }

  #write(level: string, event: string, facts: Facts): void {
    const masked = Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, typeof value === "string" ? maskText(value) : value]),
    );
    const call = currentCall();
    const joined = call === undefined || "correlationId" in facts ? {} : { correlationId: call };
    try {
      this.#sink(JSON.stringify({ at: new Date(this.#clock.now()).toISOString(), level, event, ...joined, ...masked }));
    } catch {
      // Nowhere left to say it.
    }
  }
}
