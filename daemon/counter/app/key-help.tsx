import { Button, Dialog, keyLabel, keys } from "../kit/index.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";

/** The keys that work on this screen. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      name="keys"
      title={say(shellTexts.helpTitle)}
      onClose={onClose}
      actions={
        <Button name="close" kind="primary" onPress={onClose}>
          {say(shellTexts.close)}
        </Button>
      }
    >
      <dl class="keys">
        {keys.value.map(({ press, text }) => (
          <div key={press}>
            <dt>
              <kbd>{keyLabel(press)}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
