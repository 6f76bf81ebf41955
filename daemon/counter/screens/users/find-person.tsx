import { useSignal } from "@preact/signals";
import { type Person, personOf, type Resident } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { call } from "../../wire/index.js";
import { queryOf, type SearchBy } from "./query.js";
import { Results } from "./results.js";
import { SearchForm } from "./search-form.js";

export interface FindPersonProps {
  readonly chosen: Person | undefined;
  /** Told of who was chosen, and of nobody when a new search begins. */
  readonly onPerson: (person: Person | undefined) => void;
}

/** Finds a resident, with card or without: one that is found alone is chosen at once. */
export function FindPerson({ chosen, onPerson }: FindPersonProps) {
  const results = useSignal<readonly Resident[] | undefined>(undefined);
  const choose = async (resident: Resident) => {
    const person = await attempt(() => personOf(resident));
    if (person) onPerson(person);
  };
  const search = async (term: string, by: SearchBy) => {
    const query = queryOf(term, by);
    if (!query) return;
    onPerson(undefined);
    const found = await attempt(() => call("residents.search", { query }));
    results.value = found?.residents;
    const [only, second] = found?.residents ?? [];
    if (only && !second) await choose(only);
  };
  return (
    <>
      <SearchForm onSearch={(term, by) => void search(term, by)} />
      {results.value && (
        <Results
          residents={results.value}
          chosen={chosen?.resident.residentId}
          onChoose={(resident) => void choose(resident)}
        />
      )}
    </>
  );
}
