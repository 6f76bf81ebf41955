import { z } from "zod";
import { handOverKind } from "#daemon/api/contract/hand-over-message.js";
import { expectation, fault } from "./expectations.js";
import { bilingual, name, requirementId } from "./texts.js";

const common = {
  title: bilingual
    .optional()
    .meta({ description: "What the reader of the report sees; the action's own words without it." }),
  requirements: z.array(requirementId).optional(),
  expect: expectation.optional(),
  fault: fault.optional(),
};

const card = name.meta({ description: "A card of the fixtures." });
const service = name.meta({ description: "A service of the municipality." });
const record = {
  service,
  file: z.int().min(1).max(30),
  record: z.int().min(1).max(254),
  pin: z.string().optional().meta({ description: "The holder's PIN, when the application's rules ask for it." }),
  channel: z
    .enum(["counter", "kiosk", "machine", "library", "own"])
    .optional()
    .meta({ description: "Where the PIN is asked for; the system's usual channel when absent." }),
  at: z.enum(["own", "partner"]).default("own").meta({
    description: "Whose window of the system: of the service's municipality, or of its partner in joint use.",
  }),
  as: service.optional().meta({
    description: "Another service, whose business system tries it in this one's place, with its own certificate.",
  }),
  serverLimit: z
    .union([z.number(), z.string()])
    .optional()
    .meta({ description: "The limit of wrong PINs that the issuing server tells at this verification." }),
};

function step<N extends string, S extends z.ZodRawShape>(action: N, description: string, fields: S) {
  return z.strictObject({ do: z.literal(action), ...fields, ...common }).meta({ description });
}

/** Every action of the scenario language, declared once: the runner has one implementation for each. */
export const stepSchema = z.discriminatedUnion("do", [
  step("login", "An operator logs in.", { operator: name, password: z.enum(["right", "wrong"]).default("right") }),
  step("register-operator-card", "The operator card in the reader is given to an operator.", { operator: name }),
  step("login-card", "An operator logs in by the card that was put into the reader last.", {
    operator: name.meta({ description: "An operator of the municipality where it is tried." }),
    pin: z.string(),
  }),
  step("logout", "The operator ends the session.", {}),
  step("insert", "A card is put into the reader.", {
    card,
    reader: z.enum(["first", "second"]).default("first").meta({
      description: "Which of the counter's readers; a scenario that uses the second one requires two-readers.",
    }),
  }),
  step("remove", "The card is taken out of its reader.", { card }),
  step("put-back", "A card that was pulled is put back; open journal entries are finished or undone.", { card }),
  step("card-status", "The Juki-net CS double tells another operation status from now on.", {
    card,
    status: z.string(),
  }),
  step("import-residents", "The resident file of the operator's municipality is imported.", {
    movedOut: z.array(name).default([]).meta({ description: "Residents of whom it says that they moved out." }),
  }),
  step("move", "The card of a resident who moved in is taken over (引越継続).", { card }),
  step("register-user", "The holder of the card in the reader is registered as a user.", { card }),
  step("record-application", "The holder's written application is recorded.", {
    card,
    service,
    kind: z.enum(["load", "delete"]),
  }),
  step("set-area", "The regional area is set on the card in the reader.", {}),
  step("rekey", "The area key of the card is exchanged for the municipality's newest.", {}),
  step("load", "A card application is loaded for which an application was recorded.", { card, service }),
  step("list", "The applications on the card are listed.", {}),
  step("set-pin", "The holder sets the PIN of an application.", {
    service,
    pin: z.string(),
    identityChecked: z.literal(true).optional().meta({ description: "The operator confirms the holder's identity." }),
  }),
  step("business-read", "The paired business system reads its record after mutual authentication.", record),
  step("business-write", "The paired business system writes its record after mutual authentication.", {
    ...record,
    text: z.string(),
  }),
  step("visit", "A person puts the card into a kiosk or an automatic machine and asks for a certificate.", {
    card,
    service,
    channel: z.enum(["kiosk", "machine"]).default("kiosk"),
    kind: z.string().meta({ description: "The certificate that is chosen." }),
    pins: z.array(z.string()).min(1).meta({ description: "What is entered, one after the other, until one is right." }),
    pull: z
      .enum(["pin", "choose", "pay", "issue", "print"])
      .optional()
      .meta({ description: "The step in which the card is pulled." }),
  }),
  step("issue", "A certificate is issued at the counter (窓口交付機能) for the holder of the card in the reader.", {
    service,
    kind: z.string().meta({ description: "The certificate that is asked for." }),
    pin: z.string().meta({ description: "What the holder enters." }),
    request: name.optional().meta({
      description: "The counter's own name of the request: under the same one no second certificate is made.",
    }),
    handOut: z
      .boolean()
      .default(true)
      .meta({ description: "Whether the paper comes out of the printer and is handed over." }),
  }),
  step("issued", "What lies at the counter and was not handed out, and what becomes of one certificate of it.", {
    service,
    act: z.enum(["list", "reprint", "hand-out", "cancel"]),
    request: name.optional().meta({ description: "The name of the request that it was issued for." }),
  }),
  step("issuing-server", "The certificate issuing server is set otherwise from now on.", {
    service,
    now: z.iso.datetime({ offset: true }).optional().meta({ description: "The time on its own clock." }),
    pinLimit: z
      .union([z.number(), z.string(), z.null()])
      .optional()
      .meta({ description: "What it tells of its limit of wrong PINs; nothing when null." }),
    seals: z.literal(true).optional().meta({ description: "The seals of all users are registered." }),
    knows: z.int().positive().optional().meta({ description: "Waits until it was told of so many registered users." }),
  }),
  step("library", "The window of a library serves the holder of the card in the reader.", {
    service,
    act: z.enum(["lend", "return", "reserve", "view"]),
    item: z.string().optional().meta({ description: "The number of the book." }),
    pin: z.string().optional().meta({ description: "What the holder enters, if the library asks for the PIN." }),
    at: z.enum(["own", "partner"]).default("own").meta({ description: "Whose library." }),
    as: name.optional().meta({ description: "Another service, whose system tries it with its own certificate." }),
  }),
  step("library-system", "A library system is set otherwise from now on.", {
    service,
    at: z.enum(["own", "partner"]).default("own").meta({ description: "Whose library." }),
    now: z.iso.datetime({ offset: true }).optional().meta({ description: "The time on its own clock." }),
    pinFor: z
      .array(z.enum(["lend", "return", "reserve", "view"]))
      .optional()
      .meta({
        description: "The acts for which it asks for the PIN; to reserve and to view unless told otherwise (A-15).",
      }),
    sip2: z.literal(true).optional().meta({ description: "The window reaches the system by SIP2." }),
    knows: z.int().positive().optional().meta({ description: "Waits until it was told of so many registered users." }),
  }),
  step("delete", "A card application is deleted for which an application was recorded.", { card, service }),
  step("bulk-begin", "A bulk load (連続搭載) of one service begins, for all who applied for it.", { service }),
  step("bulk-load", "The bulk load goes on with the card in the reader.", {}),
  step("bulk-end", "The bulk load ends and is summed up.", {}),
  step("use-end", "A use ends without its card, by the application to delete that was recorded.", { card, service }),
  step("replace", "The card in the reader takes the place of the one that its holder had.", {
    card,
    former: name.meta({ description: "The card that the user had." }),
  }),
  step("upgrade", "The application on the card is replaced by the catalogue's version.", {
    service,
    identityChecked: z.literal(true).optional().meta({ description: "The operator confirms the holder's identity." }),
  }),
  step(
    "new-version",
    "The catalogue gets another version; the daemon is started on it, and the terminal connects anew.",
    {
      service,
      version: z.string(),
    },
  ),
  step("told", "What a business system was told by hand-over messages; waits until it was told so much.", {
    service,
    kinds: z.array(handOverKind).meta({ description: "Kinds of all messages so far, in order." }),
  }),
  step("match", "Two business systems lay side by side all that they were told, and look for what both have.", {
    services: z.tuple([service, service]),
    messages: z.int().min(1).meta({ description: "How many messages each of them waits for." }),
  }),
  step("watch", "An operator logs in at a second terminal, whose notifications `events` with `at: second` see.", {
    operator: name,
  }),
  step(
    "two-operators",
    "An act that takes two: the operator asks, another approves at a second terminal, and it is done.",
    {
      act: z.enum(["keys.register", "keys.reinitialise"]),
      approver: name,
      generation: z.int().min(1).max(127).optional().meta({ description: "Of the area key that is registered." }),
    },
  ),
  step(
    "publish-tuning",
    "The draft is published, or a version gone back to: another operator approves at a second terminal.",
    {
      approver: name,
      version: z.int().min(0).optional().meta({ description: "The version to go back to; the draft when absent." }),
    },
  ),
  step("diagnose", "The fault isolation runs on the card in the reader.", {}),
  step("restart-daemon", "The daemon is started again on its data; the terminal connects anew and has to log in.", {}),
  step("pcscd", "The PC/SC service dies, or is started again.", { state: z.enum(["down", "up"]) }),
  step("call", "Any method of the daemon's interface, as it is.", {
    method: z.string(),
    params: z.record(z.string(), z.unknown()).default({}),
  }),
]);

export type ScenarioStep = z.infer<typeof stepSchema>;
export type ActionName = ScenarioStep["do"];
export type StepOf<N extends ActionName> = Extract<ScenarioStep, { do: N }>;
