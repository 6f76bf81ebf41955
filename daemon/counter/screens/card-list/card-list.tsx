import { useEffect } from "preact/hooks";
import { Button, Panel } from "../../kit/index.js";
import { list, listing } from "../../state/listing.js";
import { insertion } from "../../state/readers.js";
import { busy } from "../../state/work.js";
import { cardTexts } from "../../texts/card.js";
import { workTexts } from "../../texts/card-work.js";
import { say } from "../../texts/index.js";
import { ApplicationsTable } from "./applications-table.js";
import { MemoryOf } from "./memory-of.js";

/** カード内AP一覧参照: reads the card as soon as it is there, and shows what is on it (R-AP-10). */
export default function CardList() {
  useEffect(() => {
    if (insertion.value !== undefined && !listing.peek()) void list();
  }, [insertion.value]);
  const shown = listing.value;
  return (
    <>
      <div class="actions">
        <Button name="list" kind="primary" autofocus waits={busy()} onPress={() => void list()}>
          {say(workTexts.list)}
        </Button>
      </div>
      {insertion.value === undefined && <p class="hint">{say(workTexts.needsCard)}</p>}
      {shown && (
        <>
          <Panel name="memory" title={say(cardTexts.memory)}>
            <MemoryOf memory={shown.memory} />
          </Panel>
          <Panel name="applications" title={say(cardTexts.applications)}>
            <ApplicationsTable applications={shown.applications} />
          </Panel>
        </>
      )}
    </>
  );
}
