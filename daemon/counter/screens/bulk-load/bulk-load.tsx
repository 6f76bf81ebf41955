import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, Panel, Progress, Select, StatusBadge } from "../../kit/index.js";
import { insertion } from "../../state/readers.js";
import { serviceOf, services } from "../../state/services.js";
import { may } from "../../state/session.js";
import { work } from "../../state/work.js";
import { language, moment, say } from "../../texts/index.js";
import { runTexts } from "../../texts/runs.js";
import { begin, end, ended, last, loadNext, openRuns, type Run, refreshRuns, run, type Summary } from "./run.js";

const nameOf = (serviceId: string) => serviceOf(serviceId)?.name[language.value] ?? serviceId;
const TONE = { loaded: "good", already: "soft", failed: "bad" } as const;
const countsOf = ({ loaded, already, failed }: Run) => say(runTexts.counts, { loaded, already, failed });

/** 連続搭載: one service onto card after card; the operator only changes cards. A refused card is noted and the run goes on. */
export default function BulkLoad() {
  useEffect(() => void refreshRuns(), []);
  if (run.value) return <Running now={run.value} />;
  return (
    <>
      {ended.value && <Ended summary={ended.value} />}
      <Begin />
      {openRuns.value.length > 0 && (
        <Panel name="open-runs" title={say(runTexts.openRuns)}>
          <ul class="papers">
            {openRuns.value.map((one) => (
              <li key={one.bulkId}>
                <div>
                  <strong>{nameOf(one.serviceId)}</strong>
                  <span class="under">
                    {moment(one.since)} · {countsOf(one)}
                  </span>
                </div>
                <Button
                  name={`go-on ${one.bulkId}`}
                  onPress={() => {
                    ended.value = undefined;
                    run.value = one;
                  }}
                >
                  {say(runTexts.resumeRun)}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Begin() {
  const wanted = useSignal("");
  const offered = services.value.filter(({ enabled }) => enabled);
  const serviceId = wanted.value || offered[0]?.id;
  return (
    <Panel name="begin" title={say(runTexts.service)}>
      <div class="pair">
        <Select
          bare
          name="service"
          label={say(runTexts.service)}
          value={serviceId ?? ""}
          options={offered.map(({ id, name }) => ({ value: id, text: name[language.value] }))}
          onValue={(value) => {
            wanted.value = value;
          }}
        />
        <Button
          name="begin"
          kind="primary"
          autofocus
          waits={serviceId === undefined || !may("card.load")}
          onPress={() => void begin(serviceId!)}
        >
          {say(runTexts.begin)}
        </Button>
      </div>
    </Panel>
  );
}

function Running({ now }: { readonly now: Run }) {
  // Each card is loaded as it is put in: nothing has to be pressed.
  useEffect(() => void loadNext(), [insertion.value, now.bulkId]);
  useEffect(() => document.querySelector<HTMLElement>("[name=end-run]")?.focus(), []);
  const done = now.loaded + now.already + now.failed;
  const outcome = last.value?.of === insertion.value ? last.value?.outcome : undefined;
  return (
    <>
      <Panel name="run" title={say(runTexts.running, { service: nameOf(now.serviceId) })}>
        <Progress label={say(runTexts.progress, { done, total: now.total })} done={done} of={now.total} />
        <p>{countsOf(now)}</p>
        <div role="status" class="run-now">
          {outcome && (
            <p>
              <StatusBadge tone={TONE[outcome.outcome]}>{say(runTexts[outcome.outcome])}</StatusBadge>{" "}
              <code>{outcome.code}</code>
            </p>
          )}
          <p class="hint">{say(outcome ? runTexts.takeOut : runTexts.putNext)}</p>
        </div>
      </Panel>
      <div class="actions">
        <Button name="end-run" waits={work.value !== undefined} onPress={() => void end()}>
          {say(runTexts.end)}
        </Button>
      </div>
    </>
  );
}

function Ended({ summary }: { readonly summary: Summary }) {
  return (
    <div class="result good" role="status">
      <Panel name="ended" title={say(runTexts.ended)}>
        <p>
          {nameOf(summary.serviceId)} · {countsOf(summary)}
        </p>
        {summary.failures.length > 0 && (
          <>
            <h3>{say(runTexts.failures)}</h3>
            <ul>
              {summary.failures.map(({ cardId, code }) => (
                <li key={cardId}>
                  <code>{cardId}</code> <code>{code}</code>
                </li>
              ))}
            </ul>
          </>
        )}
      </Panel>
    </div>
  );
}
