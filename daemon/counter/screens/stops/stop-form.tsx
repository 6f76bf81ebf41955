import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ParamsOf, ResultOf } from "#daemon/api/contract/index.js";
import { Button, Check, Choice, Dialog, Panel, Select } from "../../kit/index.js";
import { lookUpHolder, type Person } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { cardTexts } from "../../texts/card.js";
import { say } from "../../texts/index.js";
import { cardWord } from "../../texts/named.js";
import { shellTexts } from "../../texts/shell.js";
import { stopTexts } from "../../texts/stops.js";
import { call } from "../../wire/index.js";
import { StopDone } from "./stop-done.js";
import { refreshStops } from "./stop-list.js";

type Reason = ParamsOf<"stops.set">["reason"];
type Reporter = ParamsOf<"stops.set">["reportedBy"];

const REASONS = ["lost", "stolen", "wish", "misuse", "import"] as const satisfies readonly Reason[];
const REPORTERS = ["holder", "representative", "police", "staff"] as const satisfies readonly Reporter[];
/** These stop the service-use ID by themselves; for the others the operator says. */
const withId = (reason: Reason) => reason === "lost" || reason === "stolen";

/** Why, by whose report and which cards; asked once more before it is done. */
export function StopForm({ person: { resident, users } }: { readonly person: Person }) {
  const reason = useSignal<Reason>("lost");
  const reporter = useSignal<Reporter>("holder");
  const which = useSignal("");
  const idToo = useSignal(false);
  const asking = useSignal(false);
  const done = useSignal<ResultOf<"stops.set"> | undefined>(undefined);
  const { residentId, name } = resident;
  // Found by a search: what comes next is the reason.
  useEffect(() => {
    if (document.activeElement?.closest(".search")) document.querySelector<HTMLElement>("[name=reason]")?.focus();
  }, []);
  const close = () => {
    asking.value = false;
  };
  const stop = async () => {
    close();
    const params = {
      ...{ residentId, reason: reason.value, reportedBy: reporter.value },
      ...(which.value !== "" && { cardId: which.value }),
      ...(!withId(reason.value) && { serviceId: idToo.value }),
    };
    done.value = await attempt(() => call("stops.set", params));
    await Promise.all([refreshStops(), lookUpHolder()]);
  };
  if (done.value) return <StopDone result={done.value} />;
  const options = [
    { value: "", text: say(stopTexts.all) },
    ...users.map(({ cardId }) => ({ value: cardId, text: cardId })),
  ];
  return (
    <Panel name="stop" title={`${say(stopTexts.whose)}: ${name}`}>
      <Choice
        name="reason"
        label={say(stopTexts.reason)}
        value={reason.value}
        options={REASONS.map((value) => ({
          value,
          title: say(cardTexts[value]),
          detail: say(stopTexts[`${value}Detail`]),
        }))}
        autofocus
        onValue={(value) => {
          reason.value = value;
        }}
      />
      <div class="pair">
        <Select
          name="reporter"
          label={say(stopTexts.reporter)}
          value={reporter.value}
          options={REPORTERS.map((value) => ({ value, text: say(stopTexts[value]) }))}
          onValue={(value) => {
            reporter.value = value;
          }}
        />
        <Select
          name="which"
          label={say(stopTexts.card)}
          value={which.value}
          options={options}
          onValue={(value) => {
            which.value = value;
          }}
        />
      </div>
      {!withId(reason.value) && (
        <Check
          name="service-id"
          label={say(stopTexts.withId)}
          checked={idToo.value}
          onValue={(checked) => {
            idToo.value = checked;
          }}
        />
      )}
      <div class="actions">
        <Button
          name="stop"
          kind="danger"
          onPress={() => {
            asking.value = true;
          }}
        >
          {say(stopTexts.stopIt)}
        </Button>
      </div>
      {asking.value && (
        <Dialog
          name="confirm-stop"
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
          <p>{say(stopTexts.confirmText, { name, reason: cardWord(reason.value) })}</p>
        </Dialog>
      )}
    </Panel>
  );
}
