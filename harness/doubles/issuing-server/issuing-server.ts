import type { Express, NextFunction, Request, Response } from "express";
import type { z } from "zod";
import { isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Clock } from "#card/ports/clock.js";
import { TurnQueue } from "#card/reader/turn-queue.js";
import { certificateRequest, type CertificateOffer as Offer } from "#daemon/api/contract/interface/index.js";
import { issuingErrors } from "#daemon/issuance/issuing-errors.js";
import type { Identity } from "#daemon/tls/index.js";
import { Told } from "../business-system/told.js";
import { peerName } from "../endpoint/double-server.js";
import { HandOverEndpoint } from "../endpoint/hand-over-endpoint.js";
import { type Calendar, clockTime, judge } from "../opening-hours/opening-hours.js";
import { dayOf } from "../paper/paper.js";
import { issuePaper } from "../paper/sign-paper.js";
import { type CertificateKind, HOUSE_KINDS, linesOf } from "./kinds.js";
import type { Issued, Register } from "./register.js";

/** Where a certificate is asked for. The calendar goes by it, and a terminal cannot say it is another: its certificate does. */
export type IssuingChannel = "kiosk" | "machine" | "counter";

export interface IssuingServerOptions {
  readonly identity: Identity;
  /** Authority of all who connect, PEM. */
  readonly clientCa: string;
  /** Common name of the daemon's certificate: the one that hands users over. */
  readonly daemon: string;
  /** Its id with the municipality, `issuing-server` when absent, and the resident data that it declares. */
  readonly system?: string;
  readonly fields: readonly string[];
  /** Terminals by the common name of their certificates. */
  readonly terminals: Readonly<Record<string, IssuingChannel>>;
  /** What certificates are signed with. */
  readonly signer: Identity;
  readonly municipality: { readonly code: string; readonly name: string };
  readonly clock: Clock;
  readonly calendars: Readonly<Record<IssuingChannel, Calendar>>;
  readonly register: Register;
  readonly kinds?: readonly CertificateKind[];
  readonly port?: number;
}

export type { CertificateOffer as Offer } from "#daemon/api/contract/interface/index.js";

/**
 * The certificate issuing server (証明発行サーバ): takes users over from the daemon, tells its PIN limit and what it can issue, and issues
 * certificates as signed PDF. Hours are judged when the request arrives. The interface is ours (docs/assumptions.md).
 */
export class IssuingServer {
  readonly #options: IssuingServerOptions;
  #endpoint!: HandOverEndpoint;
  readonly #kinds: readonly CertificateKind[];
  /** One certificate after the other: serial numbers have no gap. */
  readonly #turns = new TurnQueue();
  readonly #told = new Told();
  /** What it tells of its limit of wrong PINs, as it tells it; nothing when undefined. */
  pinLimit: unknown = 3;

  private constructor(options: IssuingServerOptions) {
    this.#options = options;
    this.#kinds = options.kinds ?? HOUSE_KINDS;
  }

  static async start(options: IssuingServerOptions): Promise<IssuingServer> {
    const server = new IssuingServer(options);
    const { identity, clientCa, daemon: counter, port, register, system = "issuing-server", fields } = options;
    server.#endpoint = await HandOverEndpoint.start({
      ...{ identity, clientCa, counter, port, system, fields, book: register.users },
      badRequest: issuingErrors.error("bad-request").code,
      routes: (app) => server.#routes(app),
      taken: () => server.#told.wake(),
    });
    return server;
  }

  get url(): string {
    return this.#endpoint.origin;
  }

  close(): Promise<void> {
    return this.#endpoint.close();
  }

  /** Resolves when it was told of so many registered users: hand-over comes when it comes. */
  async knows(count: number): Promise<void> {
    await this.#told.until(async () => (await this.#options.register.numbers()).length >= count);
  }

  #routes(app: Express): void {
    const { register } = this.#options;
    app.get("/pin-limit", ({ socket }, response) => {
      this.#channel(socket);
      response.json(this.pinLimit === undefined ? {} : { limit: this.pinLimit });
    });
    app.get("/open", ({ socket }, response) => {
      const closed = this.#closed(this.#channel(socket));
      if (closed !== undefined) throw closed;
      response.json({});
    });
    app.get("/offers", async ({ query, socket }, response) => {
      const channel = this.#channel(socket);
      const { number } = parsed(certificateRequest.pick({ number: true }), query);
      response.json({ offers: await Promise.all(this.#kinds.map((kind) => this.#offer(kind, channel, number))) });
    });
    app.post("/certificates", async ({ body, socket }, response) => {
      const channel = this.#channel(socket);
      const wanted = parsed(certificateRequest, body);
      const issued = await this.#turns.run(() => this.#issue(peerName(socket), channel, wanted));
      response.status(201).json(issued);
    });
    app.get("/certificates", async ({ query, socket }, response) => {
      this.#channel(socket);
      const { request: id } = parsed(certificateRequest.pick({ request: true }), query);
      const [terminal, made] = [peerName(socket), await register.issued(peerName(socket), id)];
      if (made?.state === "void" || (await register.isCancelled(terminal, id))) throw issuingErrors.error("cancelled");
      if (made === undefined) throw issuingErrors.error("no-such-request");
      response.json(answerOf(made));
    });
    app.delete("/requests/:request", async ({ params, socket }, response) => {
      this.#channel(socket);
      const { request: id } = parsed(certificateRequest.pick({ request: true }), params);
      await this.#turns.run(() => register.cancel(peerName(socket), id));
      response.status(204).end();
    });
    app.delete("/certificates/:serial", async ({ params, socket }, response) => {
      this.#channel(socket);
      const known = await register.revoke(peerName(socket), params.serial);
      response.status(known ? 204 : 404).end();
    });
    app.use(answerError);
  }

  /** Throws `issuing.not-a-terminal`. */
  #channel(socket: Request["socket"]): IssuingChannel {
    const { terminals } = this.#options;
    const name = peerName(socket);
    const channel = Object.hasOwn(terminals, name) ? terminals[name] : undefined;
    if (channel === undefined) throw issuingErrors.error("not-a-terminal");
    return channel;
  }

  async #offer(kind: CertificateKind, channel: IssuingChannel, number: string): Promise<Offer> {
    const { id, title, fee } = kind;
    const refused = await this.#refusal(kind, channel, number);
    return { kind: id, title, fee, ...(refused && { refused: refused.code }) };
  }

  /** Why nothing, or nothing of this kind, is issued there at this moment. */
  #closed(channel: IssuingChannel, kind?: string): MadoguchiError | undefined {
    const { calendars, clock } = this.#options;
    const verdict = judge(calendars[channel], clock.now(), kind);
    if (verdict.open) return undefined;
    if (verdict.why === "day") return issuingErrors.error("closed-day", { closure: verdict.closure.name.ja });
    const { from, until } = verdict.hours;
    return issuingErrors.error("closed-hours", { from: clockTime(from), until: clockTime(until) });
  }

  async #refusal(kind: CertificateKind, channel: IssuingChannel, number: string): Promise<MadoguchiError | undefined> {
    const { register } = this.#options;
    const closed = this.#closed(channel, kind.id);
    if (closed !== undefined) return closed;
    const user = await register.user(number);
    if (!user.registered || user.ended) return issuingErrors.error("not-registered");
    if (user.stopped) return issuingErrors.error("stopped");
    if (kind.needsSeal && !(await register.hasSeal(number))) return issuingErrors.error("no-seal");
    return undefined;
  }

  async #issue(
    terminal: string,
    channel: IssuingChannel,
    { request: id, number, kind: wanted }: z.infer<typeof certificateRequest>,
  ) {
    const { register, municipality, signer, clock } = this.#options;
    const before = await register.issued(terminal, id);
    if (before?.state === "void" || (await register.isCancelled(terminal, id))) throw issuingErrors.error("cancelled");
    if (before !== undefined) return answerOf(before);
    const kind = this.#kinds.find((one) => one.id === wanted);
    if (kind === undefined) throw issuingErrors.error("unknown-kind", { kind: wanted });
    const refusal = await this.#refusal(kind, channel, number);
    if (refusal !== undefined) throw refusal;
    const { fields } = await register.user(number);
    const at = clock.now();
    const serial = `${municipality.code}-${dayOf(at)}-${String((await register.count()) + 1).padStart(6, "0")}`;
    const { title, statement } = kind;
    const paper = { serial, kind: kind.id, title, municipality, issuedAt: at, statement, lines: linesOf(kind, fields) };
    const { pdf, replaced } = await issuePaper(paper, signer);
    const said = { request: id, terminal, number, kind: kind.id, at };
    const made: Issued = { serial, ...said, state: "issued", pdf, replaced: JSON.stringify(replaced) };
    await register.add(made);
    return answerOf(made);
  }
}

const answerOf = ({ request: id, kind, serial, pdf, replaced }: Issued) => ({
  ...{ request: id, kind, serial, pdf: pdf.toString("base64"), replaced: JSON.parse(replaced) as string[] },
});

function parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw issuingErrors.error("bad-request", { place: error.issues[0]?.path.join(".") || "(root)" });
  return data;
}

const STATUSES: ReadonlyMap<string, number> = new Map([
  ["issuing.not-a-terminal", 403],
  ["issuing.bad-request", 400],
  ["issuing.no-such-request", 404],
]);

/** A refusal as terminals read it. What is none of ours tells nothing of itself. */
function answerError(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const known = isMadoguchiError(error) ? error : undefined;
  const { code, details } = known ?? issuingErrors.error("bad-request");
  const status = STATUSES.get(code) ?? 409;
  response.status(status).json({ code, details });
}
