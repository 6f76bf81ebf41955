import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { attempt } from "../../state/problem.js";
import { onCard } from "../../state/work.js";
import { call } from "../../wire/index.js";

export type Certificate = ResultOf<"issuance.issue">;
export type Issuance = ResultOf<"issuance.list">["issuances"][number];

/** What was issued and lies ready to be printed; the page forgets it with the screen. */
export const certificate = signal<Certificate | undefined>();
export const undelivered = signal<readonly Issuance[]>([]);

/** Asks anew for what waits to be handed out; leaves a refusal that is shown. */
export async function refreshUndelivered(): Promise<void> {
  const now = await attempt(() => call("issuance.list", {}), true);
  if (now) undelivered.value = now.issuances;
}

export interface Asked {
  readonly readerId: string;
  readonly cardId: string;
  readonly serviceId: string;
  readonly kind: string;
  readonly pin: string;
}

/** Asks for a certificate under an id of its own. Where the answer is lost, it waits in the list of what is undelivered: nothing is asked for twice. */
export async function issue(asked: Asked): Promise<boolean> {
  const params = { ...asked, requestId: crypto.randomUUID() };
  certificate.value = await onCard("issuance.issue", () => call("issuance.issue", params));
  await refreshUndelivered();
  return certificate.value !== undefined;
}

export async function reprint(requestId: string): Promise<void> {
  certificate.value = await attempt(() => call("issuance.reprint", { requestId }));
}

export async function handOut(requestId: string): Promise<boolean> {
  const done = await attempt(() => call("issuance.handOut", { requestId }));
  if (done && certificate.value?.requestId === requestId) certificate.value = undefined;
  await refreshUndelivered();
  return done !== undefined;
}

export async function takeBack(requestId: string): Promise<boolean> {
  const done = await attempt(() => call("issuance.cancel", { requestId }));
  if (done && certificate.value?.requestId === requestId) certificate.value = undefined;
  await refreshUndelivered();
  return done !== undefined;
}

const SHOWN_MS = 60_000;

/** Opens the paper in a tab of its own, for the browser's printing: out of memory, under an address that says nothing. */
export function openPaper({ pdf }: Certificate): void {
  const octets = Uint8Array.from(atob(pdf), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([octets], { type: "application/pdf" }));
  open(address, "_blank", "noopener");
  setTimeout(() => URL.revokeObjectURL(address), SHOWN_MS);
}
