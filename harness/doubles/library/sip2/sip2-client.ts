import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Clock } from "#card/ports/clock.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import type { Circulation, ItemView, Loan, PatronView } from "../circulation.js";
import { type Charset, encode } from "./charset.js";
import { type FixedFields, type MessageCode, sip2Date } from "./layout.js";
import { eachLine } from "./lines.js";
import { fieldOf, fieldsOf, readMessage, type Sip2Message, writeMessage } from "./message.js";
import { sip2Errors } from "./sip2-errors.js";

export interface Sip2ClientOptions {
  readonly port: number;
  readonly host?: string;
  readonly user: string;
  readonly password: string;
  /** Where the terminal stands (CP). */
  readonly location?: string;
  /** Id of the library (AO). */
  readonly institution: string;
  readonly clock: Clock;
  /** How the library system writes; UTF-8 when absent. */
  readonly charset?: Charset;
  /** Time that an answer may take, in milliseconds; 10,000 when absent. */
  readonly deadlineMs?: number;
}

type Fields = readonly (readonly [id: string, value: string])[];

/** A date that is not set. */
const NO_DATE = " ".repeat(18);
/** How often a spoilt line is sent again. */
const RETRIES = 3;

/**
 * A window's way to a library's own system by SIP2, so that such a system can stand where the double stands (R-IF-02). Error detection is
 * on; questions go one after the other. No PIN goes this way: the card has verified it before.
 */
export class Sip2Client implements Circulation {
  readonly #options: Sip2ClientOptions;
  readonly #socket: Socket;
  readonly #turns = new TurnQueue();
  readonly #lines: string[] = [];
  #wake = () => {};
  #sequence = 0;

  private constructor(socket: Socket, options: Sip2ClientOptions) {
    this.#options = options;
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("close", () => this.#wake());
    const take = (line: string) => {
      this.#lines.push(line);
      this.#wake();
    };
    eachLine(socket, take, options.charset);
  }

  /** Connects, logs in and asks for the status. Throws `library-line.unreachable`, `library-line.login-refused`, `library-line.bad-answer`. */
  static async connect(options: Sip2ClientOptions): Promise<Sip2Client> {
    const { port, host = "127.0.0.1", user, password, location, deadlineMs = 10_000 } = options;
    const socket = connect(port, host);
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(deadlineMs) });
    } catch {
      socket.destroy();
      throw sip2Errors.error("unreachable", { host, port });
    }
    const client = new Sip2Client(socket, options);
    try {
      const { fixed } = await client.#ask("93", "94", { userAlgorithm: "0", passwordAlgorithm: "0" }, [
        ["CN", user],
        ["CO", password],
        ...(location === undefined ? [] : [["CP", location] as const]),
      ]);
      if (fixed["ok"] !== "1") throw sip2Errors.error("login-refused", { user });
      const status = await client.#ask("99", "98", { status: "0", printWidth: "080", version: "2.00" });
      if (status.fixed["online"] !== "Y" || status.fixed["version"] !== "2.00") {
        throw sip2Errors.error("bad-answer", { online: status.fixed["online"], version: status.fixed["version"] });
      }
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  async lend(number: string, item: string): Promise<Loan> {
    const fixed = { renewalPolicy: "N", noBlock: "N", date: this.#now(), dueDate: NO_DATE };
    const answer = await this.#ask("11", "12", fixed, this.#fields(["AA", number], ["AB", item], ["AC", ""]));
    demandOk(answer, "AB", item);
    return { item, title: fieldOf(answer, "AJ"), due: dayIn(fieldOf(answer, "AH")) };
  }

  async giveBack(item: string): Promise<void> {
    const fixed = { noBlock: "N", date: this.#now(), returnDate: this.#now() };
    const fields = [["AP", this.#options.location ?? ""] as const, ...this.#fields(["AB", item], ["AC", ""])];
    demandOk(await this.#ask("09", "10", fixed, fields), "AB", item);
  }

  async reserve(number: string, item: string): Promise<void> {
    const fixed = { holdMode: "+", date: this.#now() };
    demandOk(await this.#ask("15", "16", fixed, this.#fields(["AA", number], ["AB", item])), "AA", number);
  }

  async item(item: string): Promise<ItemView> {
    const answer = await this.#ask("17", "18", { date: this.#now() }, this.#fields(["AB", item], ["AC", ""]));
    if (fieldOf(answer, "AB") !== item) throw sip2Errors.error("bad-answer", { field: "AB" });
    if (answer.fixed["circulationStatus"] === "01") {
      throw sip2Errors.error("refused", { screen: fieldsOf(answer, "AF").join(" ") });
    }
    const due = fieldOf(answer, "AH");
    const reservations = Number.parseInt(fieldOf(answer, "CF"), 10) || 0;
    return { title: fieldOf(answer, "AJ"), reservations, ...(due !== "" && { due: dayIn(due) }) };
  }

  async patron(number: string): Promise<PatronView> {
    const ask = async (summary: string) => {
      const fixed = { language: JAPANESE, date: this.#now(), summary: summary.padEnd(10) };
      const answer = await this.#ask("63", "64", fixed, this.#fields(["AA", number], ["AC", ""]));
      if (fieldOf(answer, "AA") !== number) throw sip2Errors.error("bad-answer", { field: "AA" });
      return answer;
    };
    // One kind of items in each question: position 0 holds that are ready, 2 loans, 5 holds that are not.
    const loans = await ask("  Y");
    const ready = await ask("Y");
    const waiting = await ask("     Y");
    return {
      served: fieldOf(loans, "BL") === "Y" && loans.fixed["patronStatus"]![0] !== "Y",
      loans: fieldsOf(loans, "AU"),
      reservations: [...fieldsOf(ready, "AS"), ...fieldsOf(waiting, "CD")],
    };
  }

  /** Whether the library system knows the user and lends to them, by the short question (23). */
  async served(number: string): Promise<boolean> {
    const fixed = { language: JAPANESE, date: this.#now() };
    const answer = await this.#ask("23", "24", fixed, this.#fields(["AA", number], ["AC", ""], ["AD", ""]));
    return fieldOf(answer, "BL") === "Y" && answer.fixed["patronStatus"]![0] !== "Y";
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  #now(): string {
    return sip2Date(this.#options.clock.now());
  }

  #fields(...more: Fields): Fields {
    return [["AO", this.#options.institution], ...more];
  }

  /** Asks once, and again with the same sequence digit when the other end says that the line was spoilt. */
  #ask<C extends MessageCode>(
    code: C,
    wanted: MessageCode,
    fixed: FixedFields<C>,
    fields: Fields = [],
  ): Promise<Sip2Message> {
    return this.#turns.run(async () => {
      const sequence = String(this.#sequence++ % 10);
      const { charset = "utf-8" } = this.#options;
      const line = writeMessage(code, fixed, fields, sequence, charset);
      for (let attempt = 0; attempt < RETRIES; attempt++) {
        this.#socket.write(encode(`${line}\r`, charset));
        const answer = this.#read(await this.#line());
        if (answer === undefined || answer.code === "96") continue;
        if (answer.code === wanted && answer.sequence === sequence) return answer;
        // What comes next would be taken for the answer to another question.
        this.#socket.destroy();
        throw sip2Errors.error("bad-answer", { asked: code, answered: answer.code });
      }
      throw sip2Errors.error("bad-answer", { asked: code, answered: "96" });
    });
  }

  /** Undefined for a spoilt line: the question is asked again with the same digit, and is not done twice. */
  #read(line: string): Sip2Message | undefined {
    try {
      return readMessage(line, this.#options.charset);
    } catch {
      return undefined;
    }
  }

  async #line(): Promise<string> {
    const { deadlineMs = 10_000, port, host = "127.0.0.1" } = this.#options;
    const ends = AbortSignal.timeout(deadlineMs);
    while (this.#lines.length === 0) {
      if (this.#socket.destroyed || ends.aborted) {
        this.#socket.destroy();
        throw sip2Errors.error("unreachable", { host, port });
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        ends.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return this.#lines.shift()!;
  }
}

/** The day of a due date. Its form is the library system's own; ours is that of SIP2 dates. */
function dayIn(due: string): string {
  const day = /^(\d{4})(\d\d)(\d\d)/.exec(due);
  return day === null ? due : `${day[1]}-${day[2]}-${day[3]}`;
}

/** Code of the language in SIP2's own list. */
const JAPANESE = "016";

/** Throws `library-line.refused` with what the library system says, and `library-line.bad-answer` when it speaks of something else. */
function demandOk(answer: Sip2Message, field: string, value: string): void {
  if (fieldOf(answer, field) !== value) throw sip2Errors.error("bad-answer", { field });
  if (answer.fixed["ok"] !== "1") throw sip2Errors.error("refused", { screen: fieldsOf(answer, "AF").join(" ") });
}
