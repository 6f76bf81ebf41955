import { batch, computed, signal } from "@preact/signals";
import type { ParamsOf, ResultOf } from "#daemon/api/contract/index.js";
import { tell } from "../../state/notice.js";
import { attempt, problem } from "../../state/problem.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { call } from "../../wire/index.js";
import { refreshPublishing } from "./publishing.js";

export type Draft = ResultOf<"tuning.draft">;
export type Parameters = ResultOf<"tuning.parameters">;
export type TuningSet = ParamsOf<"tuning.save">["set"];
type Judged = Pick<ResultOf<"tuning.check">, "problems" | "changes" | "tuning">;

export const parameters = signal<Parameters | undefined>();
/** The draft as the daemon has it. */
export const draft = signal<Draft | undefined>();
/** The set as it stands on the screen. */
export const edited = signal<TuningSet>({});
/** What the daemon says of it; `tuning` is the last that could be drawn. */
export const judged = signal<Judged>({ problems: [], changes: [] });
/** The draft of a colleague who was quicker. */
export const colleague = signal<Draft | undefined>();

export const unsaved = computed(() => JSON.stringify(edited.value) !== JSON.stringify(draft.value?.set ?? {}));

function take(read: Draft): void {
  const { problems, changes, tuning } = read;
  batch(() => {
    draft.value = read;
    edited.value = read.set;
    judged.value = { problems, changes, tuning };
    colleague.value = undefined;
  });
}

/** Reads the parameters and the draft; what was not saved is let go. */
export async function readDraft(keep = false): Promise<void> {
  const read = await attempt(
    () => Promise.all([call("tuning.parameters", {}), call("tuning.draft", {}), refreshPublishing()]),
    keep,
  );
  if (!read) return;
  parameters.value = read[0];
  take(read[1]);
}

/** What a set has at a place. */
export const at = (path: readonly string[], set: unknown = edited.value): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], set);

type Tree = Readonly<Record<string, unknown>>;

/** A set with a value at a place; `undefined` takes it out, and whatever is left empty above it. */
function placed(set: Tree, [name = "", ...rest]: readonly string[], value: unknown): Tree {
  const inner = rest.length === 0 ? value : placed((set[name] ?? {}) as Tree, rest, value);
  const { [name]: _, ...others } = set;
  const empty = rest.length > 0 && Object.keys(inner as object).length === 0;
  if (inner === undefined || empty) return others;
  return name in set ? { ...set, [name]: inner } : { ...others, [name]: inner };
}

export function put(path: readonly string[], value: unknown): void {
  edited.value = placed(edited.value, path, value) as TuningSet;
  void judge();
}

let judging = false;

/** Has the daemon judge what stands on the screen; once more when it changed meanwhile. */
async function judge(): Promise<void> {
  if (judging) return;
  judging = true;
  for (let set: TuningSet | undefined; set !== edited.value; ) {
    set = edited.value;
    const said = await attempt(() => call("tuning.check", { set: set! }));
    if (said) judged.value = { ...said, tuning: said.tuning ?? judged.value.tuning };
  }
  judging = false;
}

/** Goes on from the draft as it was saved. */
export function discard(): void {
  if (draft.value) take(draft.value);
}

/** Saves; says whose draft it is now when a colleague was quicker. */
export async function save(): Promise<void> {
  const { revision } = draft.value!;
  if (await attempt(() => call("tuning.save", { revision, set: edited.value }))) {
    tell("good", say(tuningTexts.saved));
    await readDraft();
  } else if (problem.value?.code === "tuning.draft-changed") {
    colleague.value = await attempt(() => call("tuning.draft", {}), true);
  }
}

/** Takes a file into the draft; nothing is published by it. */
export async function importFile(content: string): Promise<void> {
  const { revision } = draft.value!;
  if (!(await attempt(() => call("tuning.import", { revision, content })))) return;
  tell("good", say(tuningTexts.imported));
  await readDraft();
}

/** Has the browser keep what is published as one file. */
export async function exportFile(): Promise<void> {
  const file = await attempt(() => call("tuning.export", {}));
  if (!file) return;
  const address = URL.createObjectURL(new Blob([file.content], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: file.name }).click();
  URL.revokeObjectURL(address);
}
