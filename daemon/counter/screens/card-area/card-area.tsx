import { useEffect } from "preact/hooks";
import { Button, Facts, Panel } from "../../kit/index.js";
import { forgetListing, list, listing } from "../../state/listing.js";
import { tell } from "../../state/notice.js";
import { card, insertion } from "../../state/readers.js";
import { busy, onCard } from "../../state/work.js";
import { cardTexts } from "../../texts/card.js";
import { workTexts } from "../../texts/card-work.js";
import { say } from "../../texts/index.js";
import { runTexts } from "../../texts/runs.js";
import { call } from "../../wire/index.js";
import { MemoryOf } from "../card-list/memory-of.js";

/** 領域設定: sets the area by itself, or puts the newest key in the place of an older one (R-AREA-02, A-18, X-37). */
export default function CardArea() {
  useEffect(() => {
    if (insertion.value !== undefined && !listing.peek()) void list();
  }, [insertion.value]);
  if (insertion.value === undefined) return <p class="hint">{say(workTexts.needsCard)}</p>;
  const now = listing.value;
  if (!now) return <p class="hint">{say(busy() ? cardTexts.working : workTexts.needsCard)}</p>;
  const act = async (method: "area.set" | "area.rekey") => {
    const { id: readerId, cardId } = card.value ?? {};
    if (readerId === undefined) return;
    const params = { readerId, ...(cardId !== undefined && { cardId }) };
    const done = await onCard(method, () => call(method, params));
    if (done) tell("good", say(method === "area.set" ? runTexts.areaSet : runTexts.rekeyed));
    forgetListing();
    await list(true);
  };
  const { area, memory } = now;
  return (
    <>
      <Panel name="area" title={say(runTexts.areaNow)}>
        <Facts
          of={
            area
              ? [
                  [say(cardTexts.state), say(cardTexts.areaSet)],
                  [say(cardTexts.municipality), area.municipality],
                  [say(runTexts.setUnder), area.setUnder],
                  [say(runTexts.key), `${area.keyId} (${area.generation})`],
                ]
              : [[say(cardTexts.state), say(cardTexts.areaNotSet)]]
          }
        />
        <p class="hint">{say(area ? runTexts.rekeyHint : runTexts.areaHint)}</p>
        <div class="actions">
          {area ? (
            <Button name="rekey" waits={busy()} autofocus onPress={() => void act("area.rekey")}>
              {say(runTexts.rekey)}
            </Button>
          ) : (
            <Button name="set-area" kind="primary" waits={busy()} autofocus onPress={() => void act("area.set")}>
              {say(runTexts.setArea)}
            </Button>
          )}
        </div>
      </Panel>
      <MemoryOf memory={memory} />
    </>
  );
}
