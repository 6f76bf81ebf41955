import { z } from "zod";
import { method } from "./method.js";
import { area, cardId, moment, municipalityCode, readerId, sensitive } from "./shapes.js";

/** What the municipality whose card it is must know to issue a ticket; an area that is not set has no key id. */
export const handOverRequest = z.strictObject({
  cardId,
  from: municipalityCode,
  keyId: z.string().min(1).max(64).optional(),
  generation: z.int().min(1).max(127).optional(),
  keyLength: z.union([z.literal(16), z.literal(24), z.literal(32)]),
});

const ticket = sensitive(z.string().min(1).max(16_384), "secret");

const moveInspect = method({
  name: "move.inspect",
  need: "card.move",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Whose card it is and whether it can be taken over: what the other municipality must be asked for (R-MOVE-01).",
    ja: "カードがどの市町村のものか、引越継続できるかを確認する(相手市町村への依頼内容を返す)。",
  },
  params: z.strictObject({ readerId }),
  result: z.object({
    cardId,
    standing: z.enum(["home", "moved", "cut-off"]),
    /** True when a ticket is needed: the other municipality is not on this system. */
    ticketNeeded: z.boolean(),
    request: handOverRequest.optional(),
  }),
});

const moveContinue = method({
  name: "move.continue",
  need: "card.move",
  effect: "card",
  audited: "call",
  summary: {
    en: "Takes over the area of a card whose holder moved in (引越継続): from then on it stands under this municipality's key (R-MOVE-02).",
    ja: "転入者のカードの領域を引き継ぐ(引越継続)。以後、領域は自市町村の鍵で管理する。",
  },
  params: z.strictObject({ readerId, cardId, userId: z.string().min(1).max(64), ticket: ticket.optional() }),
  result: z.object({ cardId, area, from: municipalityCode }),
});

const moveIssueTicket = method({
  name: "move.issueTicket",
  need: "card.hand-over",
  effect: "data",
  audited: "call",
  summary: {
    en: "Issues a ticket with which another municipality, on another system, can take over one card whose holder moved out.",
    ja: "転出者のカード1枚を他システムの市町村へ引き継ぐためのチケットを発行する。",
  },
  params: z.strictObject({
    to: municipalityCode,
    request: handOverRequest,
    /** For a card that was issued under an older generation and whose area is not set: no card tells which; the newest when absent. */
    settingKey: z.strictObject({ keyId: z.string().min(1).max(64), generation: z.int().min(1).max(127) }).optional(),
    hours: z.int().min(1).max(168).default(24),
  }),
  result: z.object({ ticketId: z.string(), ticket, expiresAt: moment }),
});

const movePublicKeys = method({
  name: "move.publicKeys",
  need: "system.settings",
  effect: "data",
  audited: "call",
  summary: {
    en: "The public keys that a partner municipality configures to exchange tickets with this one.",
    ja: "引継チケットの交換相手に渡す、自市町村の公開鍵。",
  },
  params: z.strictObject({}),
  result: z.object({
    keys: z.array(
      z.object({
        kty: z.string(),
        n: z.string(),
        e: z.string(),
        use: z.enum(["sig", "enc"]),
        alg: z.string(),
        kid: z.string(),
      }),
    ),
  }),
});

export const moveMethods = {
  "move.inspect": moveInspect,
  "move.continue": moveContinue,
  "move.issueTicket": moveIssueTicket,
  "move.publicKeys": movePublicKeys,
} as const;
