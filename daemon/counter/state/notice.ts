import { signal } from "@preact/signals";

export interface Notice {
  readonly id: number;
  readonly kind: "good" | "warn" | "bad";
  readonly text: string;
}

/** What is said for a moment in the corner, and to a screen reader. Never a personal datum: it outlives the screen. */
export const notices = signal<readonly Notice[]>([]);

const SHOWN_MS = 8000;
const MOST = 3;
let last = 0;

export function tell(kind: Notice["kind"], text: string): void {
  const id = ++last;
  notices.value = [...notices.value, { id, kind, text }].slice(-MOST);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}
