import { useKeys } from "../kit/index.js";
import { type ScreenName, screenNames, screens } from "../screens/index.js";
import { may, menu } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { go, route } from "./router.js";

const MENU_KEY = "Alt+KeyM";

/** True while the row of the menu that a screen belongs to is open to this operator at this moment. */
const open = (name: ScreenName): boolean => {
  const row = menu.value?.rows.find(({ id }) => id === screens[name].row);
  return row?.closed === undefined && may(screens[name].right);
};

/** The screens of the row that is worked in, one press away; the menu always. */
export function Tabs() {
  const here = route.value;
  const row = here === "menu" ? "card-operation" : screens[here].row;
  const names = screenNames.filter((name) => ["every", row].includes(screens[name].row) && open(name));
  useKeys([
    { press: MENU_KEY, text: say(shellTexts.menu), act: () => go("menu") },
    ...names.slice(0, 18).map((name, at) => ({
      // From the tenth on with Shift: Alt+Shift+1 is the tenth.
      press: at < 9 ? `Alt+Digit${at + 1}` : `Alt+Shift+Digit${at - 8}`,
      text: say(screens[name].title),
      act: () => go(name),
    })),
  ]);
  return (
    <nav class="tabs" aria-label={say(shellTexts.tabs)}>
      <button
        type="button"
        name="tab menu"
        aria-current={here === "menu" ? "page" : undefined}
        onClick={() => go("menu")}
      >
        {say(shellTexts.menu)}
      </button>
      {names.map((name) => (
        <button
          key={name}
          type="button"
          name={`tab ${name}`}
          aria-current={here === name ? "page" : undefined}
          onClick={() => go(name)}
        >
          {say(screens[name].short)}
        </button>
      ))}
    </nav>
  );
}
