import { signal } from "@preact/signals";
import type { ScreenName } from "../screens/index.js";
import { problem } from "../state/problem.js";

/** Where the operator is. It lives in memory: the address of the page says nothing of it, so nothing of a person can get into it. */
export const route = signal<"menu" | ScreenName>("menu");

/** Goes to a screen; the browser's Back comes back from it. */
export function go(to: "menu" | ScreenName): void {
  if (to === route.value) return;
  history.pushState({ screen: to }, "");
  show(to);
}

function show(to: "menu" | ScreenName): void {
  problem.value = undefined;
  route.value = to;
}

/** Follows Back and Forward. */
export function watchHistory(): void {
  history.replaceState({ screen: "menu" }, "");
  addEventListener("popstate", ({ state }) => show((state as { screen?: ScreenName } | null)?.screen ?? "menu"));
}
