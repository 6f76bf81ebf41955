import "../design/tokens.css";
import "../design/base.css";
import "../design/kit.css";
import "../design/shell.css";
import "../design/management.css";
import "../design/screens.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { watchKeys } from "../kit/index.js";
import { watchHolder } from "../state/person.js";
import { largeType } from "../state/session.js";
import { language } from "../texts/index.js";
import { watchHistory } from "./router.js";
import { begin } from "./session-acts.js";
import { Shell } from "./shell.js";

effect(() => {
  document.documentElement.lang = language.value;
  document.documentElement.dataset["type"] = largeType.value ? "large" : "usual";
});
watchHistory();
watchKeys();
watchHolder();
begin();
render(<Shell />, document.getElementById("app")!);
