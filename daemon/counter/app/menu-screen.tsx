import { useEffect, useState } from "preact/hooks";
import { Button, Select, useStartOfWork } from "../kit/index.js";
import { isScreen } from "../screens/index.js";
import { attempt } from "../state/problem.js";
import { type Menu, menu } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { call } from "../wire/index.js";
import { go } from "./router.js";
import { logOut, refreshMenu } from "./session-acts.js";

type Row = Menu["rows"][number];

/** Asks the daemon to open the choice: it looks at right and press once more (R-MENU-04, R-MENU-10). */
async function open(row: string, chosen: string): Promise<void> {
  const press = menu.value?.press;
  if (press === undefined) return;
  const opened = await attempt(() => call("menu.open", { row, function: chosen, press }));
  if (!opened) return refreshMenu();
  if (menu.value) menu.value = { ...menu.value, press: opened.press };
  if (isScreen(chosen)) go(chosen);
}

function MenuRow({ row, first }: { readonly row: Row; readonly first: boolean }) {
  const functions = row.functions.filter(({ id }) => isScreen(id));
  const [chosen, setChosen] = useState(row.chosen ?? "");
  const usable = functions.length > 0;
  const why =
    row.closed === "not-initialised"
      ? shellTexts.notInitialised
      : row.closed === "initialised"
        ? shellTexts.initialised
        : shellTexts.noRight;
  return (
    <section class={`menu-row ${usable ? "" : "shut"}`} data-row={row.id} aria-labelledby={`row-${row.id}`}>
      <h2 id={`row-${row.id}`}>{say(row.name)}</h2>
      <p>{say(row.explanation)}</p>
      {usable ? (
        <div class="menu-choice">
          <Select
            bare
            name={`choice ${row.id}`}
            label={`${say(row.name)} ${say(shellTexts.choice)}`}
            value={chosen}
            options={functions.map(({ id, label }) => ({ value: id, text: say(label) }))}
            onValue={setChosen}
          />
          <Button
            name={`execute ${row.id}`}
            kind="primary"
            autofocus={first}
            label={`${say(row.name)} ${say(row.execute)}`}
            onPress={() => void open(row.id, chosen || functions[0]!.id)}
          >
            {say(row.execute)}
          </Button>
        </div>
      ) : (
        <p class="menu-choice hint">{say(why)}</p>
      )}
    </section>
  );
}

/** 利用環境設定: the menu of the guide's figure (II.2.5). */
export function MenuScreen() {
  const now = menu.value;
  useEffect(() => void refreshMenu(), []);
  useStartOfWork("menu");
  if (!now) return null;
  const first = now.rows.find(({ operable }) => operable)?.id;
  return (
    <div class="screen menu" data-screen="menu">
      <h1 tabIndex={-1}>{say(now.title)}</h1>
      <p class="guidance">{say(now.guidance)}</p>
      {now.rows.map((row) => (
        <MenuRow key={row.id} row={row} first={row.id === first} />
      ))}
      <div class="menu-end">
        <Button name="menu end" onPress={() => void logOut()}>
          {say(now.end)}
        </Button>
      </div>
    </div>
  );
}
