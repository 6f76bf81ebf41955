import { useSignal } from "@preact/signals";
import { Button, Field, Panel, StatusBadge } from "../../kit/index.js";
import { session } from "../../state/session.js";
import { moment, say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { draft, unsaved } from "./editor.js";
import { type Approval, asked, decide, propose, publish, versionOf } from "./publishing.js";

/** One thing that was asked for, with what this operator may do about it. */
function Asked({ of: approval }: { readonly of: Approval }) {
  const { id, subject, state, requestedBy, requestedAt, reason, decidedBy } = approval;
  const version = versionOf(approval);
  const mine = requestedBy === session.value?.operator.id;
  const current = version !== undefined || subject === draft.value?.subject;
  const what =
    version !== undefined
      ? say(tuningTexts.forVersion, { version })
      : say(current ? tuningTexts.forDraft : tuningTexts.forOther);
  return (
    <li data-approval={state}>
      <strong>{what}</strong>
      <p>{say(tuningTexts.asked, { operator: requestedBy, moment: moment(requestedAt), reason })}</p>
      <div class="actions">
        {state === "approved" ? (
          <StatusBadge tone="good">{say(tuningTexts.approved, { operator: decidedBy ?? "" })}</StatusBadge>
        ) : (
          <StatusBadge tone="soft">{say(tuningTexts.waiting)}</StatusBadge>
        )}
        {mine && state === "approved" && current && (
          <Button name="publish" kind="primary" onPress={() => void publish(approval, draft.value!.revision)}>
            {version === undefined ? say(tuningTexts.publish) : what}
          </Button>
        )}
        {!mine && state === "open" && (
          <Button name="approve" kind="primary" waits={!current} onPress={() => void decide(id, "approvals.approve")}>
            {say(tuningTexts.approve)}
          </Button>
        )}
        {(mine || state === "open") && (
          <Button name="reject" onPress={() => void decide(id, "approvals.reject")}>
            {say(mine ? tuningTexts.withdraw : tuningTexts.reject)}
          </Button>
        )}
      </div>
    </li>
  );
}

/** From the saved draft over a second operator's approval to every counter (R-TUNE-11, A-18). */
export function PublishPanel() {
  const reason = useSignal("");
  const ready = !unsaved.value && draft.value?.subject !== undefined && reason.value.trim() !== "";
  return (
    <Panel name="publishing" title={say(tuningTexts.publishing)}>
      <form
        class="tuning-propose"
        onSubmit={async (event) => {
          event.preventDefault();
          if (ready && (await propose({ revision: draft.value!.revision }, reason.value.trim()))) reason.value = "";
        }}
      >
        <Field
          name="reason"
          label={say(tuningTexts.reason)}
          value={reason.value}
          maxLength={500}
          onValue={(value) => {
            reason.value = value;
          }}
        />
        <Button name="propose" type="submit" waits={!ready}>
          {say(tuningTexts.propose)}
        </Button>
      </form>
      {asked.value.length === 0 ? (
        <p class="hint">{say(tuningTexts.nothingAsked)}</p>
      ) : (
        <ul class="tuning-list">
          {asked.value.map((one) => (
            <Asked key={one.id} of={one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
