import { type Column, Panel, Table } from "../../kit/index.js";
import type { Resident } from "../../state/person.js";
import { cardTexts } from "../../texts/card.js";
import { day, say } from "../../texts/index.js";
import { userTexts } from "../../texts/users.js";

const columns = (): readonly Column<Resident>[] => [
  {
    name: "name",
    title: say(userTexts.name),
    cell: ({ name, kana }) => (
      <>
        {name}
        <span class="under">{kana}</span>
      </>
    ),
  },
  { name: "birth", title: say(cardTexts.birth), cell: ({ birth }) => day(birth), width: "10rem" },
  { name: "address", title: say(cardTexts.address), cell: ({ address }) => address },
  { name: "id", title: say(cardTexts.residentId), cell: ({ residentId }) => <code>{residentId}</code>, width: "10rem" },
];

export interface ResultsProps {
  readonly residents: readonly Resident[];
  readonly chosen: string | undefined;
  readonly onChoose: (resident: Resident) => void;
}

/** Whom the search found: same names are told apart by birthday and address. */
export function Results({ residents, chosen, onChoose }: ResultsProps) {
  return (
    <Panel name="results" title={say(userTexts.found, { count: residents.length })}>
      <div role="status" class="visually-hidden">
        {say(userTexts.found, { count: residents.length })}
      </div>
      {residents.length === 0 ? (
        <p class="hint">{say(userTexts.none)}</p>
      ) : (
        <Table
          label={say(userTexts.found, { count: residents.length })}
          columns={columns()}
          rows={residents}
          keyOf={({ residentId }) => residentId}
          selected={chosen}
          onChoose={onChoose}
          height={6}
        />
      )}
    </Panel>
  );
}
