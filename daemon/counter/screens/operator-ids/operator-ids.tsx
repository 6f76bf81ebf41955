import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, type Column, Panel, StatusBadge, Table, type Tone } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { type Operator, operators, refreshOperators } from "../../state/operators.js";
import { attempt } from "../../state/problem.js";
import { session } from "../../state/session.js";
import { language, say } from "../../texts/index.js";
import { operatorTexts as texts } from "../../texts/operators.js";
import { roles } from "../../texts/rights.js";
import { shellTexts } from "../../texts/shell.js";
import { call } from "../../wire/index.js";
import { ChosenOperator } from "./chosen-operator.js";
import { type OperatorEntry, OperatorForm } from "./operator-form.js";
import { toList } from "./to-list.js";

const TONE: Readonly<Record<Operator["state"], Tone>> = {
  ...{ registered: "good", defined: "warn", disabled: "bad", deleted: "soft" },
};

const columns = (): readonly Column<Operator>[] => [
  {
    ...{ name: "id", title: say(texts.id), width: "11rem" },
    cell: ({ operatorId }) => <code>{operatorId}</code>,
  },
  { name: "name", title: say(texts.name), cell: ({ name }) => name },
  {
    ...{ name: "roles", title: say(texts.roles) },
    cell: (one) => one.roles.map((role) => roles[role].label[language.value]).join("、"),
  },
  {
    ...{ name: "state", title: say(texts.state), width: "10rem" },
    cell: ({ state, lockedUntil }) =>
      lockedUntil === undefined ? (
        <StatusBadge tone={TONE[state]}>{say(texts[state])}</StatusBadge>
      ) : (
        <StatusBadge tone="bad">{say(texts.locked)}</StatusBadge>
      ),
  },
];

/** オペレータID管理: who may work here and with what (R-OPR-07, R-OPR-08, R-OPR-10). */
export default function OperatorIds() {
  const chosen = useSignal<string | undefined>(undefined);
  const form = useSignal<"new" | "change" | undefined>(undefined);
  useEffect(() => void refreshOperators(), []);
  const all = operators.value;
  const operator = all?.find(({ operatorId }) => operatorId === chosen.value);
  const own = operator?.operatorId === session.value?.operator.id;
  const close = () => {
    form.value = undefined;
    toList();
  };
  const save = async (entry: OperatorEntry) => {
    const { operatorId, name } = entry;
    const given = { roles: [...entry.roles], withdrawn: [...entry.withdrawn] };
    const saved = await attempt(() =>
      form.value === "new"
        ? call("operators.create", { operatorId, name, ...given })
        : call("operators.update", { operatorId, name, ...(!own && given) }),
    );
    if (!saved) return;
    tell("good", say(form.value === "new" ? texts.created : texts.saved));
    close();
    chosen.value = operatorId;
    await refreshOperators();
  };
  return (
    <>
      <Panel
        name="operators"
        title={say(texts.list, { count: all?.length ?? 0 })}
        aside={
          <Button
            name="new"
            kind="primary"
            onPress={() => {
              chosen.value = undefined;
              form.value = "new";
            }}
          >
            {say(texts.add)}
          </Button>
        }
      >
        {all ? (
          <Table
            label={say(texts.list, { count: all.length })}
            columns={columns()}
            rows={all}
            keyOf={({ operatorId }) => operatorId}
            selected={chosen.value}
            height={8}
            autofocus
            onChoose={({ operatorId }) => {
              form.value = undefined;
              chosen.value = operatorId;
            }}
          />
        ) : (
          <p class="hint">{say(shellTexts.loading)}</p>
        )}
      </Panel>
      {form.value && (
        <OperatorForm
          key={`${form.value} ${chosen.value}`}
          of={form.value === "change" ? operator : undefined}
          nameOnly={form.value === "change" && own}
          onSave={(entry) => void save(entry)}
          onCancel={close}
        />
      )}
      {operator && !form.value && (
        <ChosenOperator
          of={operator}
          onChange={() => {
            form.value = "change";
          }}
        />
      )}
    </>
  );
}
