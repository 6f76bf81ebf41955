import { h } from "./element.js";
import type { Texts } from "./texts.js";

const LONGEST = 4;

/**
 * The PIN pad. The digits are in this closure alone: the page shows a dot for each and says how many there are; no field, attribute or text of
 * it ever has them. By touch, or by the keys 0 to 9, Backspace, Delete and Enter.
 */
export function pad(texts: Texts, entered: (pin: string) => void): HTMLElement {
  const digits: string[] = [];
  const dots = Array.from({ length: LONGEST }, () => h("span", { class: "slot" }));
  const count = h("p", { class: "heard", role: "status" }, texts.pinEntered(0));
  const enter = h(
    "button",
    { type: "button", name: "enter", class: "main", "aria-disabled": "true", onclick: () => send() },
    texts.enter,
  );
  const show = () => {
    for (const [at, dot] of dots.entries()) dot.classList.toggle("filled", at < digits.length);
    count.textContent = texts.pinEntered(digits.length);
    enter.setAttribute("aria-disabled", String(digits.length < LONGEST));
  };
  const add = (digit: string) => {
    if (digits.length < LONGEST) digits.push(digit);
    show();
  };
  const erase = (all: boolean) => {
    digits.splice(all ? 0 : -1);
    show();
  };
  const send = () => {
    if (digits.length < LONGEST) return;
    const pin = digits.join("");
    erase(true);
    entered(pin);
  };
  const digit = (text: string) =>
    h("button", { type: "button", name: `digit-${text}`, class: "key", onclick: () => add(text) }, text);
  const keys = h(
    "div",
    { class: "keys" },
    ...["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(digit),
    h("button", { type: "button", name: "clear", class: "key word", onclick: () => erase(true) }, texts.clear),
    digit("0"),
    h("button", { type: "button", name: "erase", class: "key word", onclick: () => erase(false) }, texts.erase),
  );
  const element = h(
    "div",
    { class: "pad" },
    h("div", { class: "entry" }, h("div", { class: "slots", "aria-hidden": "true" }, ...dots), count, enter),
    keys,
  );
  const typed = (event: KeyboardEvent) => {
    if (!element.isConnected) return document.removeEventListener("keydown", typed);
    if (document.querySelector("dialog[open]") !== null) return;
    if (/^[0-9]$/.test(event.key)) add(event.key);
    else if (event.key === "Backspace") erase(false);
    else if (event.key === "Delete") erase(true);
    // On a button Enter presses that button.
    else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) send();
  };
  document.addEventListener("keydown", typed);
  return element;
}
