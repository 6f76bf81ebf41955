import { useSignal } from "@preact/signals";
import type { ParamsOf } from "#daemon/api/contract/index.js";
import { Button, Field, Select } from "../../kit/index.js";
import { auditTexts as texts } from "../../texts/audit.js";
import { say } from "../../texts/index.js";

export type Query = ParamsOf<"audit.list">;

const OUTCOMES = ["any", "ok", "refused", "failed"] as const;

/** The start of a day on the clock of this place, as the wire has moments; `days` later. */
function startOf(day: string, days = 0): string {
  const start = new Date(`${day}T00:00:00`);
  start.setDate(start.getDate() + days);
  return start.toISOString();
}

/** By time, operator, event, target and outcome; what is left empty does not narrow. */
export function SearchForm({ onSearch }: { readonly onSearch: (query: Query) => void }) {
  const entered = useSignal({ from: "", to: "", actor: "", event: "", target: "" });
  const outcome = useSignal<(typeof OUTCOMES)[number]>("any");
  const search = () => {
    const { from, to, ...words } = entered.value;
    const given = Object.entries(words).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : []));
    onSearch({
      ...Object.fromEntries(given),
      ...(from && { from: startOf(from) }),
      // The last day is in it, up to its end.
      ...(to && { to: startOf(to, 1) }),
      ...(outcome.value !== "any" && { outcome: outcome.value }),
    });
  };
  const field = (name: keyof typeof entered.value, maxLength: number, hint?: string) => (
    <Field
      {...{ name, maxLength, hint, label: say(texts[name]), value: entered.value[name] }}
      type={name === "from" || name === "to" ? "date" : "text"}
      onValue={(value) => {
        entered.value = { ...entered.value, [name]: value };
      }}
    />
  );
  return (
    <form
      class="panel audit-search"
      aria-label={say(texts.search)}
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      {field("from", 10)}
      {field("to", 10)}
      {field("actor", 64)}
      <Select
        name="outcome"
        label={say(texts.outcome)}
        value={outcome.value}
        options={OUTCOMES.map((one) => ({ value: one, text: say(texts[one]) }))}
        onValue={(value) => {
          outcome.value = value;
        }}
      />
      {field("event", 64, say(texts.eventHint))}
      {field("target", 256, say(texts.targetHint))}
      <Button name="search" kind="primary" type="submit">
        {say(texts.find)}
      </Button>
    </form>
  );
}
