import { useEffect, useRef } from "preact/hooks";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { Facts, Panel } from "../../kit/index.js";
import { serviceOf } from "../../state/services.js";
import { language, say } from "../../texts/index.js";
import { named } from "../../texts/named.js";
import { stopTexts } from "../../texts/stops.js";

/** What is stopped now, and which business systems have to be called because nobody else can tell them. */
export function StopDone({
  result: { cards, serviceIds, services, warnings },
}: {
  readonly result: ResultOf<"stops.set">;
}) {
  const box = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: who works by keyboard goes on from here.
  useEffect(() => box.current?.focus(), []);
  const words = services.map(
    ({ serviceId, told }) => `${serviceOf(serviceId)?.name[language.value] ?? serviceId} (${named(stopTexts, told)})`,
  );
  return (
    <>
      <div ref={box} class="result good" role="status" tabIndex={-1}>
        <Panel name="stopped" title={say(stopTexts.done)}>
          <Facts
            of={[
              [say(stopTexts.doneCards), cards.join("、") || say(stopTexts.nothing)],
              [say(stopTexts.doneIds), serviceIds.join("、") || say(stopTexts.nothing)],
              [say(stopTexts.doneServices), words.join("、") || say(stopTexts.nothing)],
            ]}
          />
        </Panel>
      </div>
      {warnings.length > 0 && (
        <div class="said" role="alert">
          <strong>{say(stopTexts.callThem)}</strong>
          {warnings.map((warning) => (
            <p key={warning.ja}>{warning[language.value]}</p>
          ))}
        </div>
      )}
    </>
  );
}
