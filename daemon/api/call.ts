import type { z } from "zod";
import type {
  MethodName,
  methods,
  NeedOf,
  NotificationName,
  NotificationOf,
  ResultOf,
  Right,
  Role,
} from "./contract/index.js";

/** An operator who is logged in. Rights are not kept here: they are looked up at each call. */
export interface OperatorSession {
  readonly kind: "operator";
  readonly id: string;
  readonly operatorId: string;
  readonly name: string;
  readonly municipality: string;
  readonly roles: readonly Role[];
}

/** A business system that proved its client certificate. It is paired with one service, hence one application. */
export interface SystemSession {
  readonly kind: "system";
  readonly id: string;
  readonly systemId: string;
  readonly serviceId: string;
  readonly municipality: string;
  /** Upper-case hexadecimal. */
  readonly aid: string;
}

export type Session = OperatorSession | SystemSession;

type SessionFor<N> = N extends "none"
  ? Session | undefined
  : N extends "session"
    ? Session
    : N extends "system"
      ? SystemSession
      : OperatorSession;

/** Facts for the audit row: ids, counts and codes. Never a content, a secret or a personal datum (R-LOG-06). */
export type Facts = Record<string, string | number | boolean>;

/** The connection that a call came on. Only the session methods change it. */
export interface CallerConnection {
  /** API version that hello chose; undefined before hello. */
  readonly apiVersion: number | undefined;
  readonly sessionId: string | undefined;
  /** Address of the peer. */
  readonly address: string;
  /** SHA-256 fingerprint of the client certificate, when it is one of the CA that the server trusts. */
  readonly certificate: string | undefined;
  /** Aborted when the connection is gone. */
  readonly signal: AbortSignal;
  greet(apiVersion: number): void;
  bind(session: Session | undefined): void;
  notify<N extends NotificationName>(name: N, params: NotificationOf<N>): void;
}

/** The call that a handler answers: by whom, and where its traces go. */
export interface Call<S = Session | undefined> {
  readonly session: S;
  /** Joins the answer, its audit rows, its progress and the failure log. */
  readonly correlationId: string;
  /** Aborted when the caller's connection is gone. A card write that has begun is ended all the same. */
  readonly signal: AbortSignal;
  /** Names the thing that the call is about (a card id, a user id) for the audit row. */
  target(id: string): void;
  /** Names the municipality of a call that has no session yet, for the audit row. */
  tenant(municipality: string): void;
  /** Adds facts to the audit row. */
  facts(facts: Facts): void;
  /** Asks for one more right than the method's own; throws `session.not-permitted`. */
  permit(right: Right): Promise<void>;
  /**
   * Asks again, after a wait, what was asked before the call began: the session stands and has the method's right.
   * Throws `session.expired`, `session.not-permitted`.
   */
  stillPermitted(): Promise<void>;
  readonly connection: CallerConnection;
  /** Pushes a notification to the caller alone. */
  notify<N extends NotificationName>(name: N, params: NotificationOf<N>): void;
}

/** Answers one method. Throws errors of the house; anything else is answered as `api.internal` and logged. */
export type Handler<M extends MethodName> = (
  params: z.output<(typeof methods)[M]["params"]>,
  call: Call<SessionFor<NeedOf<M>>>,
) => Promise<ResultOf<M>>;

/** What a part of the daemon contributes: `const cardMethods = (ports: DaemonPorts): Handlers => ({ "area.set": … })`. */
export type Handlers = { readonly [M in MethodName]?: Handler<M> };

/** Whom a notification is for: the sessions of one municipality, or those that the answer is true for. */
export type Audience = { readonly municipality: string } | ((session: Session) => boolean);

/** Pushes to every session, or to an audience. */
export interface Announcer {
  announce<N extends NotificationName>(name: N, params: NotificationOf<N>, to?: Audience): void;
  /** Pushes to every session what is for its eyes. */
  announceEach<N extends NotificationName>(
    name: N,
    paramsFor: (session: Session) => NotificationOf<N> | undefined,
  ): void;
}
