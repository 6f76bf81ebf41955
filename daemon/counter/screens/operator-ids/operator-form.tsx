import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Button, Check, Field, Panel } from "../../kit/index.js";
import type { Operator } from "../../state/operators.js";
import { language, say } from "../../texts/index.js";
import { operatorTexts as texts } from "../../texts/operators.js";
import { type Right, type Role, rights, rightsOf, roleNames, roles } from "../../texts/rights.js";
import { shellTexts } from "../../texts/shell.js";

/** What is written down of an id: who, which roles, and which of their rights not. */
export interface OperatorEntry {
  readonly operatorId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly withdrawn: readonly Right[];
}

export interface OperatorFormProps {
  /** Absent: a new one. */
  readonly of?: Operator | undefined;
  /** Only the name is for oneself to change. */
  readonly nameOnly?: boolean;
  readonly onSave: (entry: OperatorEntry) => void;
  readonly onCancel: () => void;
}

const toggled = <T,>(list: readonly T[], item: T, on: boolean): readonly T[] =>
  on ? [...list, item] : list.filter((one) => one !== item);

/** Registers an id or changes it: name, roles, and of the roles' rights those that are withdrawn. */
export function OperatorForm({ of, nameOnly = false, onSave, onCancel }: OperatorFormProps) {
  const operatorId = useSignal(of?.operatorId ?? "");
  const name = useSignal(of?.name ?? "");
  const held = useSignal<readonly Role[]>(of?.roles ?? ["counter"]);
  const withdrawn = useSignal<readonly Right[]>(of?.withdrawn ?? []);
  const checked = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const missing = (value: string) => (checked.value && value.trim() === "" ? say(texts.missing) : undefined);
  const given = rightsOf(held.value);
  const save = () => {
    checked.value = true;
    if (operatorId.value.trim() === "" || name.value.trim() === "" || held.value.length === 0) return;
    onSave({
      ...{ operatorId: operatorId.value.trim(), name: name.value.trim(), roles: held.value },
      withdrawn: withdrawn.value.filter((right) => given.includes(right)),
    });
  };
  return (
    <Panel name="operator-form" title={say(of ? texts.change : texts.add)}>
      <form
        ref={form}
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <div class="pair">
          {of ? (
            <p class="fixed">
              {say(texts.id)} <code>{of.operatorId}</code>
            </p>
          ) : (
            <Field
              {...{ name: "id", label: say(texts.id), hint: say(texts.idHint), error: missing(operatorId.value) }}
              {...{ value: operatorId.value, maxLength: 64 }}
              onValue={(value) => {
                operatorId.value = value;
              }}
            />
          )}
          <Field
            {...{ name: "name", label: say(texts.name), error: missing(name.value), value: name.value, maxLength: 100 }}
            onValue={(value) => {
              name.value = value;
            }}
          />
        </div>
        {!nameOnly && (
          <>
            <fieldset class="checks">
              <legend>{say(texts.roles)}</legend>
              {roleNames.map((role) => (
                <Check
                  key={role}
                  name={`role ${role}`}
                  label={roles[role].label[language.value]}
                  checked={held.value.includes(role)}
                  onValue={(on) => {
                    held.value = toggled(held.value, role, on);
                  }}
                />
              ))}
              {held.value.length === 0 && (
                <p class="hint" role="alert">
                  {say(texts.needsRole)}
                </p>
              )}
            </fieldset>
            <fieldset class="checks many">
              <legend>{say(texts.rightsOfRoles)}</legend>
              {given.map((right) => (
                <Check
                  key={right}
                  name={`right ${right}`}
                  label={rights[right][language.value]}
                  checked={!withdrawn.value.includes(right)}
                  onValue={(on) => {
                    withdrawn.value = toggled(withdrawn.value, right, !on);
                  }}
                />
              ))}
            </fieldset>
          </>
        )}
        <div class="actions">
          <Button name="save" kind="primary" type="submit">
            {say(texts.save)}
          </Button>
          <Button name="cancel" onPress={onCancel}>
            {say(shellTexts.cancel)}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
