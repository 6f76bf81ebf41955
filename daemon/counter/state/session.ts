import { computed, signal } from "@preact/signals";
import type { NotificationOf, ResultOf, Right } from "#daemon/api/contract/index.js";

export type Hello = ResultOf<"hello">;
export type Session = ResultOf<"session.login"> & { readonly municipality: string };
export type Menu = ResultOf<"menu.get">;

export const connection = signal<"connecting" | "open" | "lost">("connecting");
export const hello = signal<Hello | undefined>();
export const session = signal<Session | undefined>();
export const menu = signal<Menu | undefined>();
/** Why the login is shown, when the operator did not ask for it. */
export const endedBy = signal<NotificationOf<"session.ended">["reason"] | "connection" | undefined>();
/** Who locked the screen: the only one whose password brings it back. */
export const lockedFor = signal<{ readonly municipality: string; readonly operatorId: string } | undefined>();
export const largeType = signal(false);

/** True when the operator has the right, as the daemon said at login; the daemon asks again at each call. */
export const may = (right: Right): boolean => session.value?.rights.includes(right) ?? false;

/** The municipality of the session, by name. */
export const municipality = computed(() =>
  hello.value?.municipalities.find(({ code }) => code === session.value?.municipality),
);
