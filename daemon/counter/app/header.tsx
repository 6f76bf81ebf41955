import { useState } from "preact/hooks";
import { Button, useKeys } from "../kit/index.js";
import { largeType, menu, session } from "../state/session.js";
import { language, say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { KeyHelp } from "./key-help.js";
import { lock, logOut } from "./session-acts.js";

/** Who works, how the page looks, and the way out. */
export function Header() {
  const [help, setHelp] = useState(false);
  const open = session.value !== undefined;
  const other = language.value === "ja" ? "en" : "ja";
  const toggleType = () => {
    largeType.value = !largeType.value;
  };
  useKeys([
    { press: "Alt+KeyT", text: say(shellTexts.largeType), act: toggleType },
    { press: "F1", text: say(shellTexts.help), act: () => setHelp(true) },
    ...(open ? [{ press: "Alt+KeyL", text: say(shellTexts.lock), act: () => void lock() }] : []),
  ]);
  return (
    <header class="bar">
      <span class="mark" aria-hidden="true">
        窓口
      </span>
      <span class="product">{say(shellTexts.product)}</span>
      <span class="spring" />
      {session.value && (
        <span class="operator">
          <span class="visually-hidden">{say(shellTexts.operator)}: </span>
          {session.value.operator.name}
        </span>
      )}
      <Button name="large-type" kind="quiet" pressed={largeType.value} onPress={toggleType}>
        {say(shellTexts.largeType)}
      </Button>
      <Button
        name="language"
        kind="quiet"
        lang={other}
        onPress={() => {
          language.value = other;
        }}
      >
        {other === "ja" ? "日本語" : "English"}
      </Button>
      <Button name="help" kind="quiet" onPress={() => setHelp(true)}>
        {say(shellTexts.help)}
      </Button>
      {open && (
        <>
          <Button name="lock" kind="quiet" onPress={() => void lock()}>
            {say(shellTexts.lock)}
          </Button>
          <Button name="end" kind="quiet" onPress={() => void logOut()}>
            {say(menu.value?.end ?? shellTexts.end)}
          </Button>
        </>
      )}
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </header>
  );
}
