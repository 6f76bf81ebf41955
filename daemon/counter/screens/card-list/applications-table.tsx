import { type Column, StatusBadge, Table, type Tone } from "../../kit/index.js";
import type { Listing } from "../../state/listing.js";
import { serviceOf } from "../../state/services.js";
import { cardTexts } from "../../texts/card.js";
import { figure, language, say } from "../../texts/index.js";

export type Application = Listing["applications"][number];

const TONE: Readonly<Record<Application["state"], Tone>> = {
  personalised: "good",
  installed: "warn",
  loading: "bad",
  locked: "bad",
};

/** What people call an application; its AID where nobody here knows it. */
export function applicationName({ name, serviceId, aid, owner }: Application): string {
  const known = name ?? (serviceId !== undefined ? serviceOf(serviceId)?.name : undefined);
  return known?.[language.value] ?? (owner === "unknown" ? say(cardTexts.ownerUnknown) : aid);
}

const columns = (): readonly Column<Application>[] => [
  {
    name: "name",
    title: say(cardTexts.name),
    cell: (application) => (
      <>
        {applicationName(application)}
        <code class="under">{application.aid}</code>
      </>
    ),
  },
  {
    name: "municipality",
    title: say(cardTexts.municipality),
    cell: ({ municipality, owner }) => (
      <>
        {municipality ?? "–"}
        {owner !== "own" && (
          <span class="under">{say(owner === "other" ? cardTexts.ownerOther : cardTexts.ownerUnknown)}</span>
        )}
      </>
    ),
    width: "9rem",
  },
  { name: "version", title: say(cardTexts.version), cell: ({ version }) => version ?? "–", width: "5rem" },
  {
    name: "state",
    title: say(cardTexts.state),
    cell: ({ state }) => <StatusBadge tone={TONE[state]}>{say(cardTexts[state])}</StatusBadge>,
    width: "10rem",
  },
  { name: "size", title: say(cardTexts.size), cell: ({ size }) => figure(size), kind: "number", width: "6rem" },
];

export interface ApplicationsTableProps {
  readonly applications: readonly Application[];
  readonly onChoose?: (application: Application) => void;
  readonly selected?: string | undefined;
  readonly autofocus?: boolean;
}

/** The applications on a card: never what they hold (R-AP-10). */
export function ApplicationsTable({ applications, ...rest }: ApplicationsTableProps) {
  if (applications.length === 0) return <p class="hint">{say(cardTexts.noApplications)}</p>;
  return (
    <Table
      label={say(cardTexts.applications)}
      columns={columns()}
      rows={applications}
      keyOf={({ aid }) => aid}
      height={8}
      {...rest}
    />
  );
}
