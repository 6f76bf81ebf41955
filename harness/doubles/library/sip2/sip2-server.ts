import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import type { Circulation, PatronView } from "../circulation.js";
import { type Charset, encode } from "./charset.js";
import { type FixedFields, type MessageCode, sip2Date } from "./layout.js";
import { eachLine } from "./lines.js";
import { fieldOf, readMessage, type Sip2Message, writeMessage } from "./message.js";

export interface Sip2ServerOptions {
  readonly circulation: Circulation;
  readonly clock: Clock;
  /** Terminals that may log in: user to password. */
  readonly terminals: Readonly<Record<string, string>>;
  /** Id and name of the library (AO, AM). */
  readonly institution: { readonly id: string; readonly name: string };
  readonly port?: number;
  /** How its machines write; UTF-8 when absent. */
  readonly charset?: Charset;
}

/**
 * Supported messages in the order of BX: status, checkout, checkin, (block), SC status, resend, login, patron information, end of session,
 * (fees), item information, (item status, enable), hold, (renew, renew all). What stands in brackets is answered, and not done.
 */
const SUPPORTED = "YYYNYYYYYNYNNYNN";

interface Session {
  user: string | undefined;
  /** The machine logged in with error detection: a line without it is a spoilt one. */
  detects: boolean;
  /** What was asked and answered last: asked again, it is not done again. */
  asked: string | undefined;
  answered: string;
}

/**
 * A library system's side of SIP2 (3M Standard Interchange Protocol 2.00) on the loopback address, where self-service machines connect. In
 * plain text, as the protocol is: beyond one machine it goes through a tunnel. No name of a person is told: AE is the number (R-LIB-04).
 */
export class Sip2Server {
  readonly #options: Sip2ServerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: Sip2ServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(options: Sip2ServerOptions): Promise<Sip2Server> {
    const server = new Sip2Server(options);
    await new Promise<void>((resolve, reject) => {
      server.#server.once("error", reject);
      server.#server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    const session: Session = { user: undefined, detects: false, asked: undefined, answered: "" };
    const turns = new TurnQueue();
    const { charset = "utf-8" } = this.#options;
    const take = (line: string) => {
      void turns.run(async () => {
        const answer = await this.#answer(line, session);
        if (socket.destroyed) return;
        // Who is not logged in is told nothing.
        if (answer === undefined) socket.destroy();
        else socket.write(encode(`${answer}\r`, charset));
      });
    };
    eachLine(socket, take, charset);
  }

  async #answer(line: string, session: Session): Promise<string | undefined> {
    let message: Sip2Message;
    try {
      message = readMessage(line, this.#options.charset);
    } catch {
      return writeMessage("96", {});
    }
    if (message.code === "97") return session.answered || writeMessage("96", {});
    if (session.user === undefined && message.code !== "93") return undefined;
    if (message.code === "93") session.detects = message.sequence !== undefined;
    else if (session.detects && message.sequence === undefined) return writeMessage("96", {});
    if (message.sequence !== undefined && session.asked === line) return session.answered;
    // What cannot be answered, as a number with a control character, is asked for once more like a spoilt line.
    const answer = await this.#do(message, session).catch(() => writeMessage("96", {}));
    session.asked = line;
    session.answered = answer;
    return answer;
  }

  async #do(message: Sip2Message, session: Session): Promise<string> {
    const { circulation, clock, institution, terminals } = this.#options;
    const date = sip2Date(clock.now());
    const answer = <C extends MessageCode>(code: C, fixed: FixedFields<C>, fields: [string, string][] = []) =>
      writeMessage(code, fixed, fields, message.sequence, this.#options.charset);
    const item = fieldOf(message, "AB");
    const number = fieldOf(message, "AA");
    const ids: [string, string][] = [["AO", institution.id]];
    switch (message.code) {
      case "93": {
        const user = fieldOf(message, "CN");
        // Only what is not enciphered is known here.
        const plain = message.fixed["userAlgorithm"] === "0" && message.fixed["passwordAlgorithm"] === "0";
        const known = plain && Object.hasOwn(terminals, user) && terminals[user] === fieldOf(message, "CO");
        session.user = known ? user : undefined;
        return answer("94", { ok: known ? "1" : "0" });
      }
      case "99":
        return answer(
          "98",
          {
            ...{ online: "Y", checkin: "Y", checkout: "Y", renewal: "N", statusUpdate: "N", offline: "N" },
            ...{ timeout: "030", retries: "003", date, version: "2.00" },
          },
          [...ids, ["AM", institution.name], ["BX", SUPPORTED]],
        );
      case "17": {
        const found = await attempt(() => circulation.item(item));
        const view = found.ok ? found.value : undefined;
        // 01 other, 03 available, 04 charged, 08 waiting for who has reserved it.
        const status = view === undefined ? "01" : view.due !== undefined ? "04" : view.reservations > 0 ? "08" : "03";
        const fixed = { circulationStatus: status, securityMarker: "00", feeType: "01", date };
        const due: [string, string][] = view?.due === undefined ? [] : [["AH", dueDate(view.due)]];
        const queue: [string, string] = ["CF", String(view?.reservations ?? 0)];
        return answer("18", fixed, [queue, ...due, ["AB", item], ["AJ", view?.title ?? ""], ...screen(found)]);
      }
      case "35":
        return answer("36", { endSession: "Y", date }, [...ids, ["AA", number]]);
      // What the library does not offer is answered in its own form: a machine would go on asking for a 96.
      case "29": {
        const fixed = { ok: "0", renewalOk: "N", magneticMedia: "N", desensitize: "N", date };
        return answer("30", fixed, [...ids, ["AA", number], ["AB", item], ["AJ", ""], ["AH", ""], NOT_OFFERED]);
      }
      case "37":
        return answer("38", { accepted: "N", date }, [...ids, ["AA", number], NOT_OFFERED]);
      case "65":
        return answer("66", { ok: "0", renewed: "0000", unrenewed: "0000", date }, [...ids, NOT_OFFERED]);
      case "01":
      case "23":
      case "63": {
        const patron = await circulation.patron(number);
        const fixed = { patronStatus: patronStatus(patron), language: message.fixed["language"] ?? "016", date };
        const who: [string, string][] = [...ids, ["AA", number], ["AE", number], ["BL", patron.served ? "Y" : "N"]];
        // The PIN of a card is for the card alone: none that comes this way is right.
        if (fieldOf(message, "AD") !== "") who.push(["CQ", "N"]);
        if (message.code !== "63") return answer("24", fixed, who);
        const summary = message.fixed["summary"]!;
        const wanted = (at: number, id: string, all: readonly string[]): [string, string][] =>
          summary[at] === "Y" ? page(message, all).map((one) => [id, one]) : [];
        const counts = { overdue: count(0), fines: count(0), recalls: count(0) };
        return answer(
          "64",
          {
            ...{ ...fixed, ...counts, holds: count(0), charged: count(patron.loans.length) },
            unavailable: count(patron.reservations.length),
          },
          [...who, ...wanted(2, "AU", patron.loans), ...wanted(5, "CD", patron.reservations)],
        );
      }
      case "11": {
        const done = await attempt(() => circulation.lend(number, item));
        const fixed = { renewalOk: "N", magneticMedia: "N", desensitize: done.ok ? "Y" : "N", date };
        const loan = done.ok ? done.value : undefined;
        return answer("12", { ok: done.ok ? "1" : "0", ...fixed }, [
          ...[...ids, ["AA", number] as [string, string], ["AB", item] as [string, string]],
          ...([
            ["AJ", loan?.title ?? ""],
            ["AH", loan === undefined ? "" : dueDate(loan.due)],
          ] as [string, string][]),
          ...screen(done),
        ]);
      }
      case "09": {
        const done = await attempt(() => circulation.giveBack(item));
        const fixed = { resensitize: done.ok ? "Y" : "N", magneticMedia: "N", alert: done.ok ? "N" : "Y", date };
        return answer("10", { ok: done.ok ? "1" : "0", ...fixed }, [
          ...ids,
          ["AB", item],
          ["AQ", institution.id],
          ...screen(done),
        ]);
      }
      case "15": {
        // `+` adds; to take back or to change a reservation is not offered.
        const adds = message.fixed["holdMode"] === "+";
        const done = adds ? await attempt(() => circulation.reserve(number, item)) : { ok: false as const };
        return answer("16", { ok: done.ok ? "1" : "0", available: "N", date }, [
          ...ids,
          ["AA", number],
          ["AB", item],
          ...screen(done),
        ]);
      }
      default:
        return writeMessage("96", {});
    }
  }
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why?: string };

/** What the system refuses is told on the screen; what is no refusal tells nothing of itself. */
async function attempt<T>(act: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await act() };
  } catch (error) {
    return isMadoguchiError(error) ? { ok: false, why: `${error.row.ja.cause} [${error.code}]` } : { ok: false };
  }
}

const screen = (done: Attempt<unknown>): [string, string][] =>
  done.ok || done.why === undefined ? [] : [["AF", done.why]];

/** A refusal that is no fault of anybody's. */
const NOT_OFFERED: [string, string] = ["AF", "この取扱いはありません"];

/** The end of a day as SIP2 writes it. */
const dueDate = (day: string): string => `${day.replaceAll("-", "")}    235959`;

/** Four digits. */
const count = (many: number): string => String(Math.min(many, 9_999)).padStart(4, "0");

/** Whom the library does not serve may not borrow, renew, recall or reserve. */
const patronStatus = ({ served }: PatronView): string => (served ? " " : "Y").repeat(4).padEnd(14);

/** From BP to BQ, counted from one; all when they are absent. */
function page(message: Sip2Message, all: readonly string[]): readonly string[] {
  const from = Number.parseInt(fieldOf(message, "BP"), 10) || 1;
  const to = Number.parseInt(fieldOf(message, "BQ"), 10) || all.length;
  return all.slice(from - 1, to);
}
