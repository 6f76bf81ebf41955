import { Button } from "../kit/index.js";
import { dismiss, notices } from "../state/notice.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";

/** What has just happened; read out politely, gone by itself. */
export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map(({ id, kind, text }) => (
        <div key={id} class={`notice ${kind}`}>
          <span>{text}</span>
          <Button name="dismiss" kind="quiet" label={say(shellTexts.close)} onPress={() => dismiss(id)}>
            ×
          </Button>
        </div>
      ))}
    </div>
  );
}
