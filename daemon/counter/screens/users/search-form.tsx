import { useSignal } from "@preact/signals";
import { Button, Field, Select } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { userTexts } from "../../texts/users.js";
import type { SearchBy } from "./query.js";

const KINDS = ["auto", "name", "kana", "number"] as const;

/** One field for everything that residents are found by. */
export function SearchForm({ onSearch }: { readonly onSearch: (term: string, by: SearchBy) => void }) {
  const term = useSignal("");
  const by = useSignal<SearchBy>("auto");
  return (
    <form
      class="search panel"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(term.value, by.value);
      }}
    >
      <Field
        name="term"
        type="search"
        label={say(userTexts.term)}
        hint={say(userTexts.termHint)}
        value={term.value}
        maxLength={100}
        autofocus
        onValue={(value) => {
          term.value = value;
        }}
      />
      <Select
        name="by"
        label={say(userTexts.by)}
        value={by.value}
        options={KINDS.map((kind) => ({ value: kind, text: say(userTexts[kind]) }))}
        onValue={(value) => {
          by.value = value;
        }}
      />
      <Button name="search" kind="primary" type="submit">
        {say(userTexts.find)}
      </Button>
    </form>
  );
}
