import { useSignal } from "@preact/signals";
import { type Person, personOf, type Resident } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { call } from "../../wire/index.js";
import { ChosenResident } from "./chosen-resident.js";
import { queryOf, type SearchBy } from "./query.js";
import { Results } from "./results.js";
import { SearchForm } from "./search-form.js";

/** 利用者管理: find a resident, see what is registered, register with the card on the reader (R-DATA-01, R-DATA-02). */
export default function Users() {
  const results = useSignal<readonly Resident[] | undefined>(undefined);
  const chosen = useSignal<Person | undefined>(undefined);

  const choose = async (resident: Resident) => {
    const person = await attempt(() => personOf(resident));
    if (person) chosen.value = person;
  };
  const search = async (term: string, by: SearchBy) => {
    const query = queryOf(term, by);
    if (!query) return;
    chosen.value = undefined;
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
          chosen={chosen.value?.resident.residentId}
          onChoose={(resident) => void choose(resident)}
        />
      )}
      {chosen.value && <ChosenResident person={chosen.value} onChanged={() => void choose(chosen.value!.resident)} />}
    </>
  );
}
