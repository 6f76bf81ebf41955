import { z } from "zod";
import { fieldName } from "../api/contract/hand-over-message.js";
import { coreFields, personFields } from "../residents/file/resident-line.js";

/** What is no datum of the person: a number that every system were told would join what they know (R-PRIV-10). */
const NOT_TOLD = coreFields.filter((name) => !personFields.some((told) => told === name));

const field = fieldName.refine((name) => !NOT_TOLD.includes(name), { error: "no system is told this (R-PRIV-10)" });

/** Where a business system takes hand-over messages: HTTPS, each side known to the other by its certificate. */
export const delivery = z.strictObject({
  url: z.url({ protocol: /^https$/, error: "an https address" }),
  /** Authority of the system's certificate; our own certificate and key. */
  ca: z.string().min(1),
  cert: z.string().min(1),
  key: z.string().min(1),
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
});

/** What a business system is told, and how. */
export const handOverFields = {
  /**
   * True once it has passed a conformance run: it follows the interface and can be told of registrations, changes and stops (R-EXT-02,
   * R-EXT-07, A-41). Otherwise its application is loaded and deleted all the same, and it is told nothing (R-EXT-03).
   */
  conforming: z.boolean().default(false),
  /** The resident data that it needs and gets; nothing else of a person goes to it (R-DATA-03, R-PRIV-10). */
  fields: z.array(field).default([]),
  delivery: delivery.optional(),
} as const;

export type DeliveryConfig = z.output<typeof delivery>;
