import { useSignal } from "@preact/signals";
import { Button, Check, Select } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { at, parameters, put } from "./editor.js";
import { WordingField } from "./wording.js";

/** Fields of one screen: their order, names, and which of them are shown (R-TUNE-02). */
export function FieldsOf() {
  const screens = parameters.value!.screens;
  const chosen = useSignal(screens[0]!.id);
  const { id, fields } = screens.find((one) => one.id === chosen.value)!;
  const order = (at(["screens", id, "order"]) ?? []) as readonly string[];
  const hidden = (at(["screens", id, "hidden"]) ?? []) as readonly string[];
  const own = fields.map((field) => field.id);
  const first = order.filter((name) => own.includes(name));
  const names = [...first, ...own.filter((name) => !first.includes(name))];
  const list = (part: string, value: readonly string[]) =>
    put(["screens", id, part], value.length === 0 ? undefined : value);
  const move = (index: number, by: 1 | -1) => {
    const moved = [...names];
    const [name] = moved.splice(index, 1);
    moved.splice(index + by, 0, name!);
    list("order", moved.join() === own.join() ? [] : moved);
  };
  return (
    <>
      <Select
        name="screen"
        label={say(tuningTexts.screen)}
        value={id}
        options={screens.map((one) => ({ value: one.id, text: say(one.label) }))}
        onValue={(value) => {
          chosen.value = value;
        }}
      />
      <ol class="tuning-fields">
        {names.map((name, index) => {
          const { label, mandatory } = fields.find((field) => field.id === name)!;
          const called = say(label);
          return (
            <li key={name} data-field={name}>
              <div class="actions">
                <strong>{called}</strong>
                {mandatory ? (
                  <span class="hint">{say(tuningTexts.mandatory)}</span>
                ) : (
                  <Check
                    name={`show ${name}`}
                    label={say(tuningTexts.shown, { name: called })}
                    checked={!hidden.includes(name)}
                    onValue={(show) => list("hidden", show ? hidden.filter((one) => one !== name) : [...hidden, name])}
                  />
                )}
                <Button
                  name={`up ${name}`}
                  kind="quiet"
                  waits={index === 0}
                  label={say(tuningTexts.up, { name: called })}
                  onPress={() => move(index, -1)}
                >
                  ↑
                </Button>
                <Button
                  name={`down ${name}`}
                  kind="quiet"
                  waits={index === names.length - 1}
                  label={say(tuningTexts.down, { name: called })}
                  onPress={() => move(index, 1)}
                >
                  ↓
                </Button>
              </div>
              <WordingField path={["screens", id, "labels", name]} label={called} standard={label} />
            </li>
          );
        })}
      </ol>
    </>
  );
}
