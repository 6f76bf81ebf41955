import { cardTexts } from "./card.js";
import { say } from "./language.js";
import { operationTexts } from "./operations.js";
import type { Wording } from "./words.js";

/** The text of a name that came over the wire; the name itself where the catalogue does not have it. */
export function named(texts: Readonly<Record<string, Wording>>, name: string): string {
  return Object.hasOwn(texts, name) ? say(texts[name]!) : name;
}

export const operationName = (name: string): string => named(operationTexts, name);
export const cardWord = (name: string): string => named(cardTexts, name);
