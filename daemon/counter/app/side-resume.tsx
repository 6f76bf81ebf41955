import { Panel, StatusBadge } from "../kit/index.js";
import { resume } from "../state/resume.js";
import { serviceOf } from "../state/services.js";
import { cardTexts } from "../texts/card.js";
import { language, moment, say } from "../texts/index.js";
import { operationName } from "../texts/named.js";

/** What was begun and is not at its end, with what to do next; shown at login and whenever it changes. */
export function ResumePanel() {
  const now = resume.value;
  if (!now || now.total === 0) return null;
  return (
    <Panel
      name="resume"
      title={say(cardTexts.resume)}
      aside={<StatusBadge tone="warn">{say(cardTexts.resumeCount, { total: now.total })}</StatusBadge>}
    >
      <ul class="resume" aria-live="polite">
        {now.items.map(({ id, operation, serviceId, cardId, since, advice }) => (
          <li key={id}>
            <strong>
              {operationName(operation)}
              {serviceId !== undefined && ` · ${serviceOf(serviceId)?.name[language.value] ?? serviceId}`}
            </strong>
            <span class="when">
              {moment(since)}
              {cardId !== undefined && <code> {cardId}</code>}
            </span>
            <p>{advice[language.value]}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
