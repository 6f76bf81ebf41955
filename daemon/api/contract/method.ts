import type { z } from "zod";
import type { Need } from "./rights.js";

/** A sentence in both languages of the house. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/**
 * One method of the wire, declared once: the server's check, the client's types, the log form, JSON Schema
 * and the reference page are all derived from it.
 */
export interface Method<P extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Who may call it; the server asks at each call, not once at login. */
  readonly need: Need;
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
export function method<P extends z.ZodType, R extends z.ZodType>(declaration: Method<P, R>): Method<P, R> {
  return declaration;
}

/** Declares a notification; the identity function that keeps its exact types. */
export function notification<P extends z.ZodType>(declaration: Notification<P>): Notification<P> {
  return declaration;
}
