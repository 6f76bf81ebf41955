import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button, Dialog, Field } from "../../kit/index.js";
import type { Operator } from "../../state/operators.js";
import { say } from "../../texts/index.js";
import { operatorTexts as texts } from "../../texts/operators.js";
import { shellTexts } from "../../texts/shell.js";
import type { Step } from "./steps.js";

export interface StepDialogProps {
  readonly step: Step;
  readonly of: Operator;
  readonly onClose: () => void;
  readonly onEntered: (entered: { readonly reason: string; readonly password: string }) => void;
}

/** Asks for the written reason or the new password, and sends nothing while it is missing. */
export function StepDialog({ step, of, onClose, onEntered }: StepDialogProps) {
  const form = useId();
  const reason = useSignal("");
  const password = useSignal("");
  const again = useSignal("");
  const wrong = useSignal<"missing" | "differs" | undefined>(undefined);
  const error = wrong.value && say(texts[wrong.value]);
  const send = () => {
    const entered = step.asks === "reason" ? reason.value.trim() : password.value;
    const differs = step.asks === "password" && password.value !== again.value;
    wrong.value = entered === "" ? "missing" : differs ? "differs" : undefined;
    if (wrong.value === undefined) onEntered({ reason: reason.value.trim(), password: password.value });
  };
  const secret = (name: string, label: string, field: typeof password, error: string | undefined, first = false) => (
    <Field
      {...{ name, label, error, autofocus: first, type: "password", autocomplete: "new-password", maxLength: 256 }}
      value={field.value}
      onValue={(value) => {
        field.value = value;
      }}
    />
  );
  return (
    <Dialog
      name={`step-${step.name}`}
      title={say(step.title)}
      onClose={onClose}
      actions={
        <>
          <Button name="cancel" onPress={onClose}>
            {say(shellTexts.cancel)}
          </Button>
          <Button name="confirm" kind={step.kind ?? "primary"} onPress={send}>
            {say(step.title)}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <p>
          <strong>{of.name}</strong> <code>{of.operatorId}</code>
        </p>
        {step.warnings.map((warning) => (
          <p key={warning.key}>{say(warning)}</p>
        ))}
        {step.asks === "reason" ? (
          <Field
            {...{ name: "reason", label: say(texts.reason), hint: say(texts.reasonHint), error, autofocus: true }}
            value={reason.value}
            maxLength={500}
            onValue={(value) => {
              reason.value = value;
            }}
          />
        ) : (
          <>
            {secret("password", say(texts.password), password, wrong.value === "missing" ? error : undefined, true)}
            {secret("again", say(texts.again), again, wrong.value === "differs" ? error : undefined)}
          </>
        )}
        {/* Enter sends from any field. */}
        <button type="submit" class="visually-hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}
