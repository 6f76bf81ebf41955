import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, Panel } from "../../kit/index.js";
import { attempt } from "../../state/problem.js";
import { auditTexts as texts } from "../../texts/audit.js";
import { say } from "../../texts/index.js";
import { call } from "../../wire/index.js";
import { Entries, type Entry, EntryFacts } from "./entries.js";
import { Integrity } from "./integrity.js";
import { type Query, SearchForm } from "./search-form.js";

const PAGE = 100;

/** 監査ログの参照・検証: search, read, verify (R-LOG-04 to R-LOG-06). The daemon shows the rows of the own municipality. */
export default function Audit() {
  const query = useSignal<Query>({});
  const entries = useSignal<readonly Entry[] | undefined>(undefined);
  const more = useSignal(false);
  const chosen = useSignal<Entry | undefined>(undefined);

  const fetch = async (before: readonly Entry[]) => {
    const after = before.at(-1)?.sequence;
    const page = { ...query.value, limit: PAGE, ...(after !== undefined && { after }) };
    const answer = await attempt(() => call("audit.list", page));
    if (!answer) return;
    entries.value = [...before, ...answer.entries];
    more.value = answer.entries.length === PAGE;
  };
  const search = (wanted: Query) => {
    query.value = wanted;
    chosen.value = undefined;
    void fetch([]);
  };
  useEffect(() => search({}), []);
  const count = entries.value?.length ?? 0;
  return (
    <>
      <SearchForm onSearch={search} />
      <Panel name="entries" title={say(texts.found, { count })}>
        {entries.value && (
          <Entries
            entries={entries.value}
            selected={chosen.value?.sequence}
            onChoose={(entry) => {
              chosen.value = entry;
            }}
          />
        )}
        {more.value && (
          <div class="actions">
            <Button name="more" onPress={() => void fetch(entries.value ?? [])}>
              {say(texts.more)}
            </Button>
          </div>
        )}
      </Panel>
      {chosen.value && <EntryFacts of={chosen.value} />}
      <Integrity />
    </>
  );
}
