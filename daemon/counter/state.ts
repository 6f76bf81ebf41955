import type { ErrorData, ResultOf } from "#daemon/api/contract/index.js";
import type { Language } from "./texts.js";

/** Everything the page shows. Nothing of it is kept in the browser's storage: it goes with the page. */
export interface State {
  language: Language;
  connection: "connecting" | "open" | "lost";
  hello: ResultOf<"hello"> | undefined;
  session: (ResultOf<"session.login"> & { readonly municipality: string }) | undefined;
  readers: ResultOf<"readers.list"> | undefined;
  /** Id of the reader whose card is shown. */
  chosen: string | undefined;
  listing: ResultOf<"cardApps.list"> | undefined;
  diagnosis: ResultOf<"card.diagnose"> | undefined;
  journal: ResultOf<"journal.list">["entries"];
  working: boolean;
  error: ErrorData | undefined;
  notice: "ended" | undefined;
}

export const initialState: State = {
  language: "ja",
  connection: "connecting",
  hello: undefined,
  session: undefined,
  readers: undefined,
  chosen: undefined,
  listing: undefined,
  diagnosis: undefined,
  journal: [],
  working: false,
  error: undefined,
  notice: undefined,
};

export type Reader = ResultOf<"readers.list">["readers"][number];

/** The reader that is shown: the chosen one while it is attached, else the first with a card, else the first. */
export function shownReader(state: State): Reader | undefined {
  const readers = state.readers?.readers ?? [];
  return (
    readers.find(({ id }) => id === state.chosen) ?? readers.find(({ state: card }) => card !== "empty") ?? readers[0]
  );
}

/** What the page can ask for; `main.ts` does it. */
export interface Actions {
  login(municipality: string, operatorId: string, password: string): void;
  logout(): void;
  choose(readerId: string): void;
  list(readerId: string): void;
  diagnose(readerId: string): void;
  setLanguage(language: Language): void;
}
