import type { ResultOf } from "#daemon/api/contract/index.js";
import { type Column, Facts, Panel, StatusBadge, Table, type Tone } from "../../kit/index.js";
import { auditTexts as texts } from "../../texts/audit.js";
import { moment, say } from "../../texts/index.js";

export type Entry = ResultOf<"audit.list">["entries"][number];

const TONE: Readonly<Record<Entry["outcome"], Tone>> = { ok: "good", refused: "warn", failed: "bad" };

const columns = (): readonly Column<Entry>[] => [
  { name: "sequence", title: say(texts.number), cell: ({ sequence }) => sequence, kind: "number", width: "4.5rem" },
  { name: "at", title: say(texts.at), cell: ({ at }) => moment(at), width: "11rem" },
  { name: "event", title: say(texts.event), cell: ({ event }) => <code>{event}</code> },
  { name: "actor", title: say(texts.actor), cell: ({ actor }) => actor ?? "–", width: "8rem" },
  {
    ...{ name: "outcome", title: say(texts.outcome), width: "6.5rem" },
    cell: ({ outcome }) => <StatusBadge tone={TONE[outcome]}>{say(texts[outcome])}</StatusBadge>,
  },
];

export interface EntriesProps {
  readonly entries: readonly Entry[];
  readonly selected: number | undefined;
  readonly onChoose: (entry: Entry) => void;
}

/** Rows of the log in their order: who did what, and how it ended. */
export function Entries({ entries, selected, onChoose }: EntriesProps) {
  if (entries.length === 0) return <p class="hint">{say(texts.none)}</p>;
  return (
    <Table
      label={say(texts.found, { count: entries.length })}
      columns={columns()}
      rows={entries}
      keyOf={({ sequence }) => String(sequence)}
      selected={selected === undefined ? undefined : String(selected)}
      height={9}
      onChoose={onChoose}
    />
  );
}

/** Everything that stands in one row. */
export function EntryFacts({ of }: { readonly of: Entry }) {
  const code = (value: string | undefined) => value && <code>{value}</code>;
  const facts = Object.entries(of.facts).map(([name, value]) => `${name}=${value}`);
  return (
    <Panel name="entry" title={`${say(texts.row)} ${of.sequence}`}>
      <Facts
        of={[
          [say(texts.target), code(of.target)],
          [say(texts.code), code(of.code)],
          [say(texts.facts), facts.length > 0 && <code>{facts.join(" ")}</code>],
          [say(texts.correlation), code(of.correlationId)],
          [say(texts.hash), code(of.hash)],
        ]}
      />
    </Panel>
  );
}
