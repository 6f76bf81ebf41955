import { useSignal } from "@preact/signals";
import { Button, Dialog, Panel, StatusBadge } from "../../kit/index.js";
import { attempt } from "../../state/problem.js";
import { may } from "../../state/session.js";
import { day, say } from "../../texts/index.js";
import { cardWord, named } from "../../texts/named.js";
import { shellTexts } from "../../texts/shell.js";
import { stopTexts } from "../../texts/stops.js";
import { call } from "../../wire/index.js";
import { proposals, refreshStops } from "./stop-list.js";

const because = (word: string) => (Object.hasOwn(stopTexts, word) ? named(stopTexts, word) : cardWord(word));

/** Cards that still give service though their holders have gone: to be stopped, or left. */
export function Proposals() {
  const asking = useSignal<string | undefined>(undefined);
  if (proposals.value.length === 0 || !may("card.stop")) return null;
  const close = () => {
    asking.value = undefined;
  };
  const stop = async () => {
    const residentId = asking.value!;
    close();
    // The service-use ID of somebody who is here no more has no user either.
    const params = { residentId, reason: "import", reportedBy: "staff", serviceId: true } as const;
    if (await attempt(() => call("stops.set", params))) await refreshStops();
  };
  const decline = async (residentId: string) => {
    if (await attempt(() => call("stops.decline", { residentId }))) await refreshStops();
  };
  return (
    <Panel
      name="proposals"
      title={say(stopTexts.proposals)}
      aside={<StatusBadge tone="warn">{say(stopTexts.proposal)}</StatusBadge>}
    >
      <ul class="resume">
        {proposals.value.map(({ residentId, cardId, because: why, since }) => (
          <li key={cardId}>
            <strong>
              {because(why)} · {day(since)}
            </strong>
            <span class="when">
              <code>{residentId}</code> <code>{cardId}</code>
            </span>
            <div class="actions">
              <Button
                name={`take ${cardId}`}
                onPress={() => {
                  asking.value = residentId;
                }}
              >
                {say(stopTexts.take)}
              </Button>
              <Button name={`decline ${cardId}`} kind="quiet" onPress={() => void decline(residentId)}>
                {say(stopTexts.decline)}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {asking.value !== undefined && (
        <Dialog
          name="confirm-proposal"
          title={say(stopTexts.confirm)}
          onClose={close}
          actions={
            <>
              <Button name="cancel" onPress={close}>
                {say(shellTexts.cancel)}
              </Button>
              <Button name="confirm" kind="danger" onPress={() => void stop()}>
                {say(stopTexts.stopIt)}
              </Button>
            </>
          }
        >
          <p>{say(stopTexts.confirmProposal, { id: asking.value })}</p>
        </Dialog>
      )}
    </Panel>
  );
}
