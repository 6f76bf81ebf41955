import { useSignal } from "@preact/signals";
import { Button, Dialog, Panel, StatusBadge } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { moment, say } from "../../texts/index.js";
import { issuanceTexts as texts } from "../../texts/issuance.js";
import { shellTexts } from "../../texts/shell.js";
import { handOut, reprint, takeBack, undelivered } from "./certificate.js";

/** What was asked for and neither handed out nor taken back, as after a paper jam or a lost connection. */
export function Undelivered() {
  const asking = useSignal<string | undefined>(undefined);
  const close = () => {
    asking.value = undefined;
  };
  const cancel = async () => {
    const requestId = asking.value!;
    close();
    if (await takeBack(requestId)) tell("good", say(texts.cancelled));
  };
  return (
    <Panel name="undelivered" title={say(texts.list)}>
      {undelivered.value.length === 0 ? (
        <p class="hint">{say(texts.nothing)}</p>
      ) : (
        <ul class="papers">
          {undelivered.value.map(({ requestId, serial, state, askedAt, operatorId }) => (
            <li key={requestId}>
              <div>
                <code>{serial ?? requestId}</code>
                <span class="under">
                  {moment(askedAt)} · {operatorId}
                </span>
              </div>
              <StatusBadge tone={state === "issued" ? "soft" : "warn"}>
                {say(state === "issued" ? texts["issued-state"] : texts.asked)}
              </StatusBadge>
              <div class="actions">
                <Button name={`reprint ${requestId}`} onPress={() => void reprint(requestId)}>
                  {say(texts.reprint)}
                </Button>
                <Button name={`hand-out ${requestId}`} onPress={() => void handOut(requestId)}>
                  {say(texts.handOut)}
                </Button>
                <Button
                  name={`cancel ${requestId}`}
                  kind="danger"
                  onPress={() => {
                    asking.value = requestId;
                  }}
                >
                  {say(texts.cancel)}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {asking.value !== undefined && (
        <Dialog
          name="confirm-cancel"
          title={say(texts.confirmCancel)}
          onClose={close}
          actions={
            <>
              <Button name="cancel" onPress={close}>
                {say(shellTexts.cancel)}
              </Button>
              <Button name="confirm" kind="danger" onPress={() => void cancel()}>
                {say(texts.cancel)}
              </Button>
            </>
          }
        >
          <p>{say(texts.confirmCancelText)}</p>
        </Dialog>
      )}
    </Panel>
  );
}
