import { useSignal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { Button, Panel, StatusBadge } from "../../kit/index.js";
import { attempt } from "../../state/problem.js";
import { moment, say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { call } from "../../wire/index.js";
import { holding, propose, type Version, versions } from "./publishing.js";

type Changes = ResultOf<"tuning.compare">["changes"];

const nameOf = (version: number): string =>
  version === 0 ? say(tuningTexts.versionZero) : say(tuningTexts.version, { version });

/** One version, and the press that asks for going back to it. */
function VersionLine(props: {
  readonly version: number;
  readonly of?: Version;
  readonly onCompare: (version: number) => void;
}) {
  const { version, of, onCompare } = props;
  const name = nameOf(version);
  return (
    <li data-version={version}>
      <strong>{name}</strong>
      {of && (
        <p>
          {moment(of.publishedAt)}{" "}
          {say(tuningTexts.by, { by: of.publishedBy, approver: of.approvedBy, reason: of.reason })}
        </p>
      )}
      <div class="actions">
        {version === holding.value ? (
          <StatusBadge tone="good">{say(tuningTexts.holds)}</StatusBadge>
        ) : (
          <>
            <Button
              name={`compare ${version}`}
              kind="quiet"
              label={say(tuningTexts.compareLabel, { version: name })}
              onPress={() => onCompare(version)}
            >
              {say(tuningTexts.compare)}
            </Button>
            <Button
              name={`return ${version}`}
              kind="quiet"
              label={say(tuningTexts.returnLabel, { version: name })}
              onPress={() => void propose({ version }, say(tuningTexts.forVersion, { version }))}
            >
              {say(tuningTexts.returnTo)}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

/** What was published, newest first (R-TUNE-11). */
export function HistoryPanel() {
  const compared = useSignal<{ readonly version: number; readonly changes: Changes } | undefined>(undefined);
  const compare = async (version: number) => {
    const told = await attempt(() => call("tuning.compare", { from: holding.value, to: version }));
    if (told) compared.value = { version, ...told };
  };
  const line = (version: number, of?: Version) => (
    <VersionLine key={version} version={version} {...(of && { of })} onCompare={(chosen) => void compare(chosen)} />
  );
  return (
    <Panel name="history" title={say(tuningTexts.history)}>
      <ul class="tuning-list">
        {versions.value.map((one) => line(one.version, one))}
        {line(0)}
      </ul>
      {compared.value && (
        <div role="status">
          <h3>{say(tuningTexts.compared, { version: nameOf(compared.value.version) })}</h3>
          <ul>
            {compared.value.changes.map((change) => (
              <li key={change.place}>{say(change)}</li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
