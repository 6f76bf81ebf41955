import { menu, session } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";

/** Whose counter this is and which screen, as in the guide's figure; the operator's id in a field of its own (R-MENU-12, A-17). */
export function Footer() {
  const footer = menu.value?.footer;
  return (
    <footer class="foot">
      <span data-name="place">{session.value && footer ? footer.text : ""}</span>
      {session.value && footer && (
        <span data-name="operator-id">
          {say(shellTexts.operatorId)}: {footer.operatorId}
        </span>
      )}
    </footer>
  );
}
