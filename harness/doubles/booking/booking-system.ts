import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { Knex } from "knex";
import { z } from "zod";
import type { Access, CardApp, UserBook } from "#access/index.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { openSqlite } from "#daemon/store/sqlite.js";
import { makeUserTables, registeredNumbers, userIn, userStore } from "../business-system/user-store.js";
import { bookingErrors } from "./booking-errors.js";

/** Where the user's number and the last booking stand in the card application (docs/how-to/examples/booking). */
const NUMBER = { file: 1, record: 1 };
const LAST = { file: 2, record: 1 };

const bookRequest = z.strictObject({ pin: z.string().max(16), booking: z.string().min(1).max(64) });
const loginRequest = z.strictObject({ id: z.string().max(128), password: z.string().max(256) });

const textOf = (octets: Uint8Array): string => new TextDecoder().decode(octets).replaceAll("\0", "").trim();

export interface BookingOptions {
  readonly access: Pick<Access, "withCard" | "checkServiceId">;
  readonly readerId?: string | undefined;
}

/**
 * A municipality's own system (公共施設予約): books with the card and its PIN at a terminal, and lets residents in from home by their service-use
 * ID over server-authenticated TLS (I.1-④, R-SVC-04). Who has booked it knows by its own number alone.
 */
export class BookingSystem {
  readonly #knex: Knex;
  readonly #options: BookingOptions;

  private constructor(knex: Knex, options: BookingOptions) {
    this.#knex = knex;
    this.#options = options;
  }

  static async open(file: string, options: BookingOptions): Promise<BookingSystem> {
    const knex = await openSqlite(file);
    await makeUserTables(knex);
    await knex.raw("CREATE TABLE IF NOT EXISTS bookings (booking TEXT PRIMARY KEY, number TEXT NOT NULL) STRICT");
    return new BookingSystem(knex, options);
  }

  /** Where hand-over messages are taken. */
  get known(): UserBook {
    return userStore(this.#knex);
  }

  users(): Promise<readonly string[]> {
    return registeredNumbers(this.#knex);
  }

  /** What is booked, without by whom. */
  async bookings(): Promise<readonly string[]> {
    return this.#knex("bookings").orderBy("booking").pluck("booking");
  }

  /** Books with the card in the reader. Throws `booking.taken`, `booking.stopped` and what card and daemon refuse. */
  book(pin: string, booking: string): Promise<{ readonly user: string; readonly booking: string }> {
    const { access, readerId } = this.#options;
    const act = async (app: CardApp) => {
      await app.verifyPin(pin);
      const user = textOf(await app.readRecord(NUMBER.file, NUMBER.record));
      if ((await userIn(this.#knex, user)).stopped) throw bookingErrors.error("stopped");
      const row = await this.#knex("bookings")
        .insert({ booking, number: user })
        .onConflict("booking")
        .ignore()
        .returning("booking");
      if (row.length === 0) throw bookingErrors.error("taken");
      await app.updateRecord(LAST.file, LAST.record, Buffer.from(booking)).catch(async (error: unknown) => {
        // What does not stand on the card is not booked.
        await this.#knex("bookings").where({ booking, number: user }).delete();
        throw error;
      });
      return { user, booking };
    };
    return access.withCard(act, readerId === undefined ? {} : { readerId });
  }

  /** What residents and terminals ask for: `POST /book`, `POST /login`. */
  get web(): Express {
    const app = express().disable("x-powered-by");
    app.use(express.json({ limit: "4kb", type: () => true }));
    app.post("/book", async ({ body }, response) => {
      const { pin, booking } = parsed(bookRequest, body);
      response.json(await this.book(pin, booking));
    });
    app.post("/login", async ({ body }, response) => {
      const { id, password } = parsed(loginRequest, body);
      await this.#options.access.checkServiceId(id, password);
      response.json({ welcome: id });
    });
    app.use(answerError);
    return app;
  }

  close(): Promise<void> {
    return this.#knex.destroy();
  }
}

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw bookingErrors.error("bad-request", { place: error.issues[0]?.path.join(".") || "(root)" });
  return data;
}

/** The code and its words are for people; what they typed is in neither. */
function answerError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const { code, row } = isMadoguchiError(error) ? error : bookingErrors.error("bad-request");
  const status = code === "booking.bad-request" ? 400 : 403;
  response.status(status).json({ error: code, ja: row.ja.cause, en: row.en.cause });
}
