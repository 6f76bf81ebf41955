import { holdPlace } from "./dom.js";
import { type Actions, initialState, type State } from "./state.js";
import { pageView } from "./views.js";
import { Wire, WireError } from "./wire.js";

const state: State = { ...initialState };
const root = document.getElementById("app")!;

function update(change: Partial<State>): void {
  Object.assign(state, change);
  document.documentElement.lang = state.language;
  const held = holdPlace(root);
  root.replaceChildren(pageView(state, actions));
  held();
}

const wire = new Wire(`wss://${location.host}/ws`, (connection) => {
  // A lost connection ends its session on the server: the page must not look as if it were still logged in.
  update(
    connection === "lost"
      ? { connection, session: undefined, listing: undefined, diagnosis: undefined }
      : { connection },
  );
  if (connection === "open") void run(greet);
});

/** Runs an action; a refusal is shown with its cause and remedy. */
async function run(action: () => Promise<Partial<State>>): Promise<void> {
  try {
    update({ error: undefined, ...(await action()) });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    update({ error: error.data, working: false });
  }
}

async function greet(): Promise<Partial<State>> {
  const hello = await wire.call("hello", { client: { name: "counter page", version: "1" }, api: { min: 1, max: 1 } });
  return { hello };
}

async function onCard(ask: () => Promise<Partial<State>>): Promise<Partial<State>> {
  update({ working: true, error: undefined });
  return { working: false, ...(await ask()) };
}

const actions: Actions = {
  login: (municipality, operatorId, password) =>
    void run(async () => {
      const session = await wire.call("session.login", { municipality, operatorId, password });
      const [readers, { entries }] = await Promise.all([wire.call("readers.list", {}), wire.call("journal.list", {})]);
      return { session: { ...session, municipality }, readers, journal: entries, notice: undefined };
    }),
  logout: () =>
    void run(async () => {
      await wire.call("session.logout", {});
      return { ...initialState, language: state.language, connection: "open", hello: state.hello };
    }),
  choose: (chosen) => update({ chosen, listing: undefined, diagnosis: undefined, error: undefined }),
  list: (readerId) =>
    void run(() =>
      onCard(async () => ({ listing: await wire.call("cardApps.list", { readerId }), diagnosis: undefined })),
    ),
  diagnose: (readerId) =>
    void run(() =>
      onCard(async () => ({ diagnosis: await wire.call("card.diagnose", { readerId }), listing: undefined })),
    ),
  setLanguage: (language) => update({ language }),
};

wire.on("readers.changed", (readers) => update({ readers, listing: undefined, diagnosis: undefined }));
wire.on("session.ended", () =>
  update({ session: undefined, listing: undefined, diagnosis: undefined, notice: "ended" }),
);
wire.on("journal.changed", () => void run(async () => ({ journal: (await wire.call("journal.list", {})).entries })));

update({});
wire.connect();
