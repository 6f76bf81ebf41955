import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useStartOfWork } from "../kit/index.js";
import { type ScreenName, screens } from "../screens/index.js";
import { may } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";

/** The screens that were fetched already; each is a file of its own and comes when it is first opened. */
const fetched = new Map<ScreenName, ComponentType>();

/** A screen under its title. */
export function ScreenFrame({ name }: { readonly name: ScreenName }) {
  const { title, load, right } = screens[name];
  const [, setCount] = useState(0);
  const Screen = fetched.get(name);
  useEffect(() => {
    if (fetched.has(name)) return;
    let here = true;
    void load().then((part) => {
      fetched.set(name, part.default);
      if (here) setCount((count) => count + 1);
    });
    return () => {
      here = false;
    };
  }, [name]);
  useStartOfWork(Screen);
  return (
    <div class="screen" data-screen={name}>
      <h1 tabIndex={-1}>{say(title)}</h1>
      {!may(right) ? (
        <p class="hint">{say(shellTexts.nothingHere)}</p>
      ) : Screen ? (
        <Screen />
      ) : (
        <p class="hint">{say(shellTexts.loading)}</p>
      )}
    </div>
  );
}
