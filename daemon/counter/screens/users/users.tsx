import { useSignal } from "@preact/signals";
import { type Person, personOf } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { ChosenResident } from "./chosen-resident.js";
import { FindPerson } from "./find-person.js";

/** 利用者管理: find a resident, see what is registered, register with the card on the reader (R-DATA-01, R-DATA-02). */
export default function Users() {
  const chosen = useSignal<Person | undefined>(undefined);
  const again = async () => {
    const { resident } = chosen.value!;
    chosen.value = (await attempt(() => personOf(resident))) ?? chosen.value;
  };
  return (
    <>
      <FindPerson
        chosen={chosen.value}
        onPerson={(person) => {
          chosen.value = person;
        }}
      />
      {chosen.value && <ChosenResident person={chosen.value} onChanged={() => void again()} />}
    </>
  );
}
