import { z } from "zod";

const partial = z.record(z.string(), z.unknown());

/**
 * What a step must bring about. Objects match partially: what is not named may be anything. Lists match in full, element by element.
 * The text `*` matches anything that is there.
 */
export const expectation = z
  .strictObject({
    error: z
      .string()
      .regex(/^[a-z-]+(\.[a-z0-9-]+)+$/)
      .optional()
      .meta({ description: "The step must be refused with this stable error code. Without it the step must succeed." }),
    details: partial.optional().meta({ description: "Facts in the details of the expected error." }),
    result: partial.optional().meta({ description: "The answer, matched partially." }),
    events: z
      .array(z.strictObject({ method: z.string(), params: partial.optional() }))
      .optional()
      .meta({ description: "Notifications that must arrive during the step, in this order, others between them." }),
    audit: z
      .array(partial)
      .optional()
      .meta({ description: "Audit rows that the step must leave, in this order, others between them." }),
    apdus: z
      .strictObject({
        writes: z
          .enum(["none", "some"])
          .optional()
          .meta({ description: "Whether any command that changes the card may (and must) have been sent." }),
        has: z.array(z.string()).optional().meta({ description: "Commands that must be in the trace, by name." }),
        lacks: z.array(z.string()).optional().meta({ description: "Commands that must not be in the trace, by name." }),
      })
      .optional()
      .meta({ description: "What the APDU trace of the step must show." }),
  })
  .meta({ description: "Expectations of one step." });

export type Expectation = z.infer<typeof expectation>;

/** A fault that is laid in front of the card for one step. */
export const fault = z
  .discriminatedUnion("kind", [
    z
      .strictObject({
        kind: z.literal("pull-card"),
        command: z
          .string()
          .meta({ description: "Name of the command at which the card is pulled, such as LOAD; * for any." }),
        occurrence: z.int().min(1).default(1),
        when: z.enum(["before", "after"]).default("before").meta({
          description: "Before the card has seen the command, or after it acted but before its answer arrived.",
        }),
      })
      .meta({ description: "The card is taken away in the middle of the step." }),
    z
      .strictObject({
        kind: z.literal("answer"),
        command: z.string(),
        occurrence: z.int().min(1).default(1),
        sw: z.string().regex(/^[0-9A-F]{4}$/),
      })
      .meta({ description: "The card answers one command with this status word and does nothing." }),
    z
      .strictObject({ kind: z.literal("kill-daemon"), command: z.string(), occurrence: z.int().min(1).default(1) })
      .meta({ description: "The daemon is killed at once while this command is under way; the card carries it out." }),
  ])
  .meta({ description: "A fault, as data." });

export type Fault = z.infer<typeof fault>;
