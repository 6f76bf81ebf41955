import type { z } from "zod";
import type { Need } from "./rights.js";

/** A sentence in both languages of the house. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/** What a method leaves behind. `card`: it may write to a card, so an audit row stands before its first APDU (R-LOG-01). */
export type Effect = "reads" | "data" | "card";

/**
 * One method of the wire, declared once: the server's check, the client's types, the log form, JSON Schema
 * and the reference page are all derived from it.
 */
export interface Method<
  N extends Need = Need,
  P extends z.ZodObject = z.ZodObject,
  R extends z.ZodObject = z.ZodObject,
> {
  readonly name: string;
  /** Who may call it; the server asks at each call, not once at login. */
  readonly need: N;
  readonly effect: Effect;
  /** `call`: every call leaves an audit row. `refusal`: only a refused or failed one does (R-LOG-02). */
  readonly audited: "call" | "refusal";
  readonly summary: Bilingual;
  readonly params: P;
  readonly result: R;
}

/** One notification that the server pushes to sessions. */
export interface Notification<P extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly summary: Bilingual;
  readonly params: P;
}

/** Declares a method; the identity function that keeps its exact types. */
export function method<const N extends Need, P extends z.ZodObject, R extends z.ZodObject>(
  declaration: Method<N, P, R>,
): Method<N, P, R> {
  return declaration;
}

/** Declares a notification; the identity function that keeps its exact types. */
export function notification<P extends z.ZodType>(declaration: Notification<P>): Notification<P> {
  return declaration;
}
