import { Facts, Meter, Panel, Progress } from "../kit/index.js";
import { listing } from "../state/listing.js";
import { chosen, type Reader, reader, readers } from "../state/readers.js";
import { work } from "../state/work.js";
import { cardTexts } from "../texts/card.js";
import { figure, say } from "../texts/index.js";
import { operationName } from "../texts/named.js";

/** Readers to choose from, where there are several. */
function Readers({ all, shown }: { readonly all: readonly Reader[]; readonly shown: string | undefined }) {
  return (
    <ul class="readers" aria-label={say(cardTexts.readers)}>
      {all.map(({ id, name, state }) => (
        <li key={id}>
          <button
            type="button"
            name={`reader ${id}`}
            aria-pressed={id === shown}
            onClick={() => {
              chosen.value = id;
            }}
          >
            <span class={`lamp ${state}`} aria-hidden="true" />
            <span class="reader-name">{name}</span>
            <span class="reader-state">{say(cardTexts[state])}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function CardFacts({ shown }: { readonly shown: Reader }) {
  const memory = listing.value?.memory;
  const area = listing.value?.area;
  if (shown.state !== "ready") {
    const hint =
      shown.state === "mute"
        ? cardTexts.muteHint
        : shown.state === "unknown"
          ? cardTexts.unknownHint
          : cardTexts.putCard;
    return <p class="hint">{say(hint)}</p>;
  }
  return (
    <>
      <Facts
        of={[
          [say(cardTexts.kind), shown.kind && say(cardTexts[shown.kind])],
          [say(cardTexts.cardId), <code key="id">{shown.cardId}</code>],
          [
            say(shown.kind === "juki" ? cardTexts.areaJuki : cardTexts.area),
            listing.value && (
              <span key="area" class="area">
                {area ? `${area.municipality} · ${area.keyId} (${area.generation})` : say(cardTexts.areaNotSet)}
              </span>
            ),
          ],
        ]}
      />
      {memory && (
        <Meter
          label={say(cardTexts.memoryFigure, { free: figure(memory.free), quota: figure(memory.quota) })}
          used={memory.used}
          total={memory.quota}
        />
      )}
    </>
  );
}

/** The card: live, as the daemon pushes it. */
export function CardPanel() {
  const all = readers.value?.readers ?? [];
  const shown = reader.value;
  const doing = work.value;
  return (
    <Panel name="card" title={say(cardTexts.card)}>
      <div aria-live="polite">
        {readers.value?.service === "down" ? (
          <p class="problem">{say(cardTexts.serviceDown)}</p>
        ) : shown ? (
          <Readers all={all} shown={shown.id} />
        ) : (
          <p class="hint">{say(cardTexts.noReader)}</p>
        )}
      </div>
      {shown && readers.value?.service !== "down" && <CardFacts shown={shown} />}
      {doing && (
        <div class="working" role="status">
          <Progress label={operationName(doing.operation)} done={doing.step?.done} of={doing.step?.total} />
          <p>{say(cardTexts.working)}</p>
        </div>
      )}
    </Panel>
  );
}
