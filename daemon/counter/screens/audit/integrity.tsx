import { useSignal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { Button, Panel, StatusBadge } from "../../kit/index.js";
import { attempt } from "../../state/problem.js";
import { auditTexts as texts } from "../../texts/audit.js";
import { cardTexts } from "../../texts/card.js";
import { figure, say } from "../../texts/index.js";
import { call } from "../../wire/index.js";

/** Whether the log is whole: recomputed when it is asked for, because it goes through all of it (R-LOG-05). */
export function Integrity() {
  const verdict = useSignal<ResultOf<"audit.verify"> | undefined>(undefined);
  const working = useSignal(false);
  const verify = async () => {
    working.value = true;
    verdict.value = await attempt(() => call("audit.verify", {}));
    working.value = false;
  };
  const { ok, entries, signedThrough, broken } = verdict.value ?? {};
  return (
    <Panel
      name="integrity"
      title={say(texts.integrity)}
      aside={
        <Button name="verify" waits={working.value} onPress={() => void verify()}>
          {say(texts.verify)}
        </Button>
      }
    >
      <p role="status">
        {working.value && say(cardTexts.working)}
        {!working.value && !verdict.value && say(texts.notYet)}
        {ok && (
          <StatusBadge tone="good">
            {say(texts.whole, { entries: figure(entries!), signed: figure(signedThrough!) })}
          </StatusBadge>
        )}
        {broken && <StatusBadge tone="bad">{say(texts.broken, broken)}</StatusBadge>}
      </p>
    </Panel>
  );
}
