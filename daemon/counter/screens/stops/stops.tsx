import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { holder, type Person } from "../../state/person.js";
import { may } from "../../state/session.js";
import { say } from "../../texts/index.js";
import { stopTexts } from "../../texts/stops.js";
import { FindPerson } from "../users/find-person.js";
import { Proposals } from "./proposals.js";
import { StopForm } from "./stop-form.js";
import { refreshStops } from "./stop-list.js";
import { StopsInForce } from "./stops-in-force.js";

/** 停止措置: stop by a report, with no card in hand; what is stopped, and how it is lifted (R-STOP-01 to 07, A-45, A-46). */
export default function Stops() {
  const found = useSignal<Person | undefined>(undefined);
  useEffect(() => void refreshStops(), []);
  // Whose card lies on the reader needs no search.
  const person = found.value ?? (typeof holder.value === "object" ? holder.value : undefined);
  const setFound = (next: Person | undefined) => {
    found.value = next;
  };
  return (
    <>
      {may("card.stop") && (
        <>
          <p class="hint">{say(stopTexts.find)}</p>
          {may("resident.read") && <FindPerson chosen={found.value} onPerson={setFound} />}
          {person && <StopForm key={person.resident.residentId} person={person} />}
        </>
      )}
      <Proposals />
      <StopsInForce />
    </>
  );
}
