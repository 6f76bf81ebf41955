import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

export interface Key {
  /** As it is pressed: `Alt+KeyM`, `F2`, `Escape`; letters by their place on the keyboard, so that an input method does not matter. */
  readonly press: string;
  readonly text: string;
  readonly act: () => void;
}

/** The keys that work now, the newest last; the list of keys shows them. */
export const keys = signal<readonly Key[]>([]);

const nameOf = ({ altKey, ctrlKey, shiftKey, code }: KeyboardEvent): string =>
  [altKey && "Alt", ctrlKey && "Control", shiftKey && "Shift", code].filter(Boolean).join("+");

/** Offers keys for as long as the component is on the page. Only with Alt or function keys: a letter alone belongs to fields. */
export function useKeys(offered: readonly Key[]): void {
  const latest = useRef(offered);
  latest.current = offered;
  useEffect(() => {
    const held = offered.map(({ press, text }, at) => ({ press, text, act: () => latest.current[at]?.act() }));
    keys.value = [...keys.peek(), ...held];
    return () => {
      keys.value = keys.peek().filter((key) => !held.includes(key));
    };
  }, [offered.map(({ press, text }) => press + text).join()]);
}

/** Hears the keys of the page. Nothing is taken while a dialog is open or an input method composes. */
export function watchKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const key = keys.peek().findLast(({ press }) => press === nameOf(event));
    if (!key) return;
    event.preventDefault();
    key.act();
  });
}

/** `Alt+KeyM` as it stands on the keys. */
export const keyLabel = (press: string): string => press.replace(/Key|Digit/, "").replaceAll("+", " + ");
