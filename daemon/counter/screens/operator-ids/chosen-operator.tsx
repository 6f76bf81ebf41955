import { useSignal } from "@preact/signals";
import { Button, Facts, Panel } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { type Operator, refreshOperators } from "../../state/operators.js";
import { attempt } from "../../state/problem.js";
import { session } from "../../state/session.js";
import { language, moment, say } from "../../texts/index.js";
import { operatorTexts as texts } from "../../texts/operators.js";
import { type Right, rights } from "../../texts/rights.js";
import { call } from "../../wire/index.js";
import { StepDialog } from "./step-dialog.js";
import { type Step, steps } from "./steps.js";
import { toList } from "./to-list.js";

const said = (list: readonly Right[]) =>
  list.length === 0 ? say(texts.none) : list.map((right) => rights[right][language.value]).join("、");

/** One id with what it may do, and what may be done to it now. */
export function ChosenOperator({ of, onChange }: { readonly of: Operator; readonly onChange: () => void }) {
  const asking = useSignal<Step | undefined>(undefined);
  const own = of.operatorId === session.value?.operator.id;
  const close = () => {
    asking.value = undefined;
  };
  const did = async (title: Step["title"], act: () => Promise<unknown>) => {
    const done = await attempt(async () => {
      await act();
      return true;
    });
    if (done) tell("good", say(texts.done, { act: say(title), id: of.operatorId }));
    await refreshOperators(true);
    // The button may be gone with the state that it was for.
    toList();
  };
  return (
    <Panel name="operator" title={`${of.name} ${of.operatorId}`}>
      <Facts
        of={[
          [say(texts.password), say(of.hasPassword ? texts.set : texts.notSet)],
          [say(texts.lockedUntil), of.lockedUntil && moment(of.lockedUntil)],
          [say(texts.rights), said(of.rights)],
          [say(texts.withdrawn), said(of.withdrawn)],
        ]}
      />
      {own && <p class="hint">{say(texts.own)}</p>}
      <div class="actions">
        <Button name="change" onPress={onChange}>
          {say(texts.change)}
        </Button>
        {of.lockedUntil !== undefined && (
          <Button
            name="unlock"
            kind="primary"
            onPress={() => void did(texts.unlock, () => call("operators.unlock", { operatorId: of.operatorId }))}
          >
            {say(texts.unlock)}
          </Button>
        )}
        {!own &&
          steps
            .filter(({ when }) => when(of))
            .map((step) => (
              <Button
                key={step.name}
                name={step.name}
                kind={step.kind ?? "plain"}
                onPress={() => {
                  asking.value = step;
                }}
              >
                {say(step.title)}
              </Button>
            ))}
      </div>
      {asking.value && (
        <StepDialog
          step={asking.value}
          of={of}
          onClose={close}
          onEntered={(entered) => {
            const { title, act } = asking.value!;
            close();
            void did(title, () => act(of.operatorId, entered));
          }}
        />
      )}
    </Panel>
  );
}
