import { cardView } from "./card-view.js";
import { h } from "./dom.js";
import { type Actions, type State, shownReader } from "./state.js";
import { type TextKey, text } from "./texts.js";

function errorView(state: State): HTMLElement | undefined {
  if (!state.error) return undefined;
  const { cause, remedy } = state.error[state.language];
  return h(
    "div",
    { class: "alert", role: "alert" },
    h("strong", {}, cause),
    h("p", {}, remedy),
    h("code", {}, state.error.code),
  );
}

function header(state: State, actions: Actions): HTMLElement {
  const other = state.language === "ja" ? "en" : "ja";
  return h(
    "header",
    { class: "bar" },
    h("span", { class: "mark" }, "窓口"),
    h("h1", {}, text("title", state.language)),
    h("span", { class: "spring" }),
    state.session && h("span", { class: "operator" }, state.session.operator.name),
    h(
      "button",
      { type: "button", name: "language", class: "quiet", lang: other, onclick: () => actions.setLanguage(other) },
      other === "ja" ? "日本語" : "English",
    ),
    state.session &&
      h(
        "button",
        { type: "button", name: "logout", class: "quiet", onclick: () => actions.logout() },
        text("logout", state.language),
      ),
  );
}

function loginView(state: State, actions: Actions): HTMLElement {
  const label = (key: TextKey, field: HTMLElement) => h("label", {}, h("span", {}, text(key, state.language)), field);
  const towns = state.hello?.municipalities ?? [];
  const municipality = h(
    "select",
    { name: "municipality", required: true },
    ...towns.map(({ code, name }) => h("option", { value: code }, `${name} (${code})`)),
  ) as HTMLSelectElement;
  const operator = h("input", {
    name: "operator",
    autocomplete: "username",
    required: true,
    autofocus: true,
  }) as HTMLInputElement;
  const password = h("input", {
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  }) as HTMLInputElement;
  const submit = (event: Event) => {
    event.preventDefault();
    actions.login(municipality.value, operator.value, password.value);
    password.value = "";
  };
  return h(
    "form",
    { class: "panel login", onsubmit: submit },
    state.notice && h("p", { class: "notice" }, text(state.notice, state.language)),
    errorView(state),
    label("municipality", municipality),
    label("operatorId", operator),
    label("password", password),
    h("button", { type: "submit", class: "primary" }, text("login", state.language)),
  );
}

function readersView(state: State, actions: Actions): HTMLElement {
  const { language, readers } = state;
  const shown = shownReader(state);
  const body =
    readers?.service === "down"
      ? h("p", { class: "alert" }, text("serviceDown", language))
      : readers?.readers.length
        ? h(
            "ul",
            { class: "readers" },
            ...readers.readers.map((reader) =>
              h(
                "li",
                {},
                h(
                  "button",
                  {
                    type: "button",
                    name: `reader ${reader.id}`,
                    "aria-pressed": reader.id === shown?.id ? "true" : "false",
                    onclick: () => actions.choose(reader.id),
                  },
                  h("span", { class: `lamp ${reader.state}`, "aria-hidden": "true" }),
                  h("span", { class: "reader-name" }, reader.name),
                  h("span", { class: "reader-state" }, text(reader.state, language)),
                ),
              ),
            ),
          )
        : h("p", { class: "hint" }, text("noReader", language));
  return h("section", { class: "panel", "aria-live": "polite" }, h("h2", {}, text("readers", language)), body);
}

function journalView(state: State): HTMLElement | undefined {
  if (state.journal.length === 0) return undefined;
  return h(
    "section",
    { class: "panel journal", "aria-live": "polite" },
    h("h2", {}, text("journal", state.language)),
    h("p", { class: "hint" }, text("journalHint", state.language)),
    h("ul", {}, ...state.journal.map(({ operation, cardId }) => h("li", {}, h("code", {}, operation), ` ${cardId}`))),
  );
}

function footer(state: State): HTMLElement {
  const town = state.hello?.municipalities.find(({ code }) => code === state.session?.municipality);
  return h(
    "footer",
    {},
    h("span", {}, town ? `${town.name}: OP0501` : ""),
    h("span", {}, state.session?.operator.id ?? ""),
  );
}

/** The whole page for a state. */
export function pageView(state: State, actions: Actions): HTMLElement {
  const lost =
    state.connection === "lost" && h("p", { class: "alert banner", role: "alert" }, text("offline", state.language));
  const body = !state.hello
    ? h("p", { class: "hint centre" }, text("connecting", state.language))
    : !state.session
      ? loginView(state, actions)
      : h(
          "main",
          { class: "desk" },
          h("div", { class: "side" }, readersView(state, actions), journalView(state)),
          h("div", { class: "work" }, errorView(state), cardView(state, actions)),
        );
  return h("div", { class: "page" }, header(state, actions), lost, body, footer(state));
}
