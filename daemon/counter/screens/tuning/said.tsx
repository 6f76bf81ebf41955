import { Panel, StatusBadge } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { judged } from "./editor.js";

/** What the daemon says of the set as it stands on the screen, with the place, and what it changes. */
export function Said() {
  const { problems, changes } = judged.value;
  return (
    <>
      <Panel name="problems" title={say(tuningTexts.problems)}>
        {problems.length === 0 ? (
          <p class="hint">{say(tuningTexts.noProblems)}</p>
        ) : (
          <ul class="tuning-list">
            {problems.map((problem) => (
              <li key={problem.place + problem.ja} data-level={problem.level}>
                <StatusBadge tone={problem.level === "error" ? "bad" : "warn"}>
                  {say(tuningTexts[problem.level])}
                </StatusBadge>{" "}
                {say(problem)} <code>{problem.place}</code>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <Panel name="changes" title={say(tuningTexts.changes, { count: changes.length })}>
        {changes.length === 0 ? (
          <p class="hint">{say(tuningTexts.noChanges)}</p>
        ) : (
          <ul class="tuning-list">
            {changes.map((change) => (
              <li key={change.place}>{say(change)}</li>
            ))}
          </ul>
        )}
      </Panel>
    </>
  );
}
