import { z } from "zod";
import { apduFaults, otherFaults, triggerFields } from "#simulator/faults/index.js";

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
      .array(
        z.strictObject({
          method: z.string(),
          params: partial.optional(),
          at: z.literal("second").optional().meta({ description: "At the terminal of the step `watch`." }),
          withinMs: z
            .int()
            .min(1)
            .optional()
            .meta({ description: "Of the scenario's time, from the begin of the step." }),
        }),
      )
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

/** A fault that a scenario lays: one of the simulator's, or one that strikes the daemon instead of the card. */
export const fault = z
  .discriminatedUnion("kind", [
    ...apduFaults,
    ...otherFaults,
    z
      .strictObject({ kind: z.literal("kill-daemon"), ...triggerFields })
      .meta({ description: "The daemon is killed at once while this command is under way; the card carries it out." }),
  ])
  .meta({
    id: "fault",
    description: "A fault, as data, that is laid in front of the card in the reader for this step.",
  });

export type ScenarioFault = z.output<typeof fault>;
/** A fault as a scenario's author writes it. */
export type ScenarioFaultInput = z.input<typeof fault>;
