import { writeSync } from "node:fs";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { StateFile, type StateOwner } from "./state-file.js";

/** Whose the files of these tests are. */
export const OWNER: StateOwner = { profile: new Uint8Array(32).fill(1), holder: new Uint8Array(32).fill(2) };

/**
 * A process of its own on a state file, named by its arguments. `save`: reads what is there and saves it anew. `count`: takes one from the
 * first octet of the image until none is left, opening the file anew each time as a restarted card does. Tells each outcome on a line.
 */
const [, script, path, task] = process.argv;

function tell(outcome: string | number): void {
  writeSync(1, `${outcome}\n`);
}

function attempt(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    tell(error.code);
  }
}

function save(): void {
  const file = new StateFile(path!, OWNER);
  file.save(file.load() ?? new Uint8Array(100_000));
  tell("saved");
}

function count(): void {
  let left = 1;
  const takeOne = (): void => {
    const file = new StateFile(path!, OWNER, "process");
    const image = file.load()!;
    left = image[0]!;
    if (left === 0) return;
    image[0] = left - 1;
    file.save(image);
    tell(left - 1);
  };
  while (left > 0) attempt(takeOne);
}

if (script?.includes("state-file-user.fixture") && task !== undefined) {
  if (task === "save") attempt(save);
  else count();
}
