import { useSignal } from "@preact/signals";
import { Button, Check, type Column, Dialog, Panel, Table } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { lookUpHolder } from "../../state/person.js";
import { attempt } from "../../state/problem.js";
import { may } from "../../state/session.js";
import { cardTexts } from "../../texts/card.js";
import { moment, say } from "../../texts/index.js";
import { cardWord, named } from "../../texts/named.js";
import { shellTexts } from "../../texts/shell.js";
import { stopTexts } from "../../texts/stops.js";
import { call } from "../../wire/index.js";
import { refreshStops, stops } from "./stop-list.js";

interface Row {
  readonly what: "card" | "service-id";
  readonly id: string;
  readonly residentId?: string | undefined;
  readonly reason?: string | undefined;
  readonly reportedBy?: string;
  readonly since: string;
}

const rowsNow = (): readonly Row[] => [
  ...(stops.value?.cards ?? []).map(({ cardId, setAt, ...rest }) => ({
    ...{ what: "card" as const, id: cardId, since: setAt, residentId: rest.residentId },
    ...{ reason: rest.reason, reportedBy: rest.reportedBy },
  })),
  ...(stops.value?.serviceIds ?? []).map((one) => ({ what: "service-id" as const, ...one })),
];

const kindOf = ({ what }: Row) => say(what === "card" ? cardTexts.card : stopTexts.serviceId);

const columns = (): readonly Column<Row>[] => [
  {
    name: "what",
    title: say(stopTexts.what),
    cell: (row) => (
      <>
        {kindOf(row)}
        <code class="under">{row.id}</code>
      </>
    ),
  },
  {
    name: "resident",
    title: say(cardTexts.residentId),
    cell: ({ residentId }) => <code>{residentId ?? "–"}</code>,
    width: "9rem",
  },
  {
    name: "reason",
    title: say(stopTexts.reason),
    cell: ({ reason }) => (reason === undefined ? "–" : cardWord(reason)),
    width: "9rem",
  },
  {
    name: "reporter",
    title: say(stopTexts.reporter),
    cell: ({ reportedBy }) => (reportedBy === undefined ? "–" : named(stopTexts, reportedBy)),
    width: "6rem",
  },
  { name: "since", title: say(stopTexts.since), cell: ({ since }) => moment(since), width: "11rem" },
];

/** What is stopped now; whoever may lift chooses a row. Card and service-use ID are lifted each by itself. */
export function StopsInForce() {
  const chosen = useSignal<Row | undefined>(undefined);
  const identity = useSignal(false);
  const rows = rowsNow();
  const row = chosen.value;
  const close = () => {
    chosen.value = undefined;
    identity.value = false;
  };
  const lift = async () => {
    if (!row?.residentId || !identity.value) return;
    const { residentId, what, id } = row;
    close();
    const done = await attempt(async () => {
      // The state of a card of the resident's is asked for with the service-use ID too; who has none gives none.
      const { users } = await call("users.list", { residentId });
      const cardId = what === "card" ? id : users[0]?.cardId;
      return call("stops.lift", { residentId, what, identityChecked: true, ...(cardId !== undefined && { cardId }) });
    });
    if (done) tell(done.stillStopped ? "warn" : "good", say(done.stillStopped ? stopTexts.still : stopTexts.lifted));
    await Promise.all([refreshStops(), lookUpHolder()]);
  };
  return (
    <Panel name="stops" title={say(stopTexts.list)}>
      {rows.length === 0 ? (
        <p class="hint">{say(stopTexts.none)}</p>
      ) : (
        <Table
          label={say(stopTexts.list)}
          columns={columns()}
          rows={rows}
          keyOf={({ what, id }) => `${what} ${id}`}
          height={6}
          {...(may("card.lift-stop") && {
            onChoose: (one: Row) => {
              chosen.value = one;
            },
          })}
        />
      )}
      {row && (
        <Dialog
          name="lift"
          title={say(stopTexts.liftTitle)}
          onClose={close}
          actions={
            <>
              <Button name="cancel" onPress={close}>
                {say(shellTexts.cancel)}
              </Button>
              <Button name="confirm" kind="primary" waits={!identity.value} onPress={() => void lift()}>
                {say(stopTexts.doLift)}
              </Button>
            </>
          }
        >
          <p>{say(stopTexts.liftText, { what: `${kindOf(row)} ${row.id}` })}</p>
          <Check
            name="identity"
            label={say(stopTexts.identity)}
            checked={identity.value}
            onValue={(checked) => {
              identity.value = checked;
            }}
          />
        </Dialog>
      )}
    </Panel>
  );
}
