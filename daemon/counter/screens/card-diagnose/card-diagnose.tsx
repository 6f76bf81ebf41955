import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { Button, Panel, StatusBadge, type Tone } from "../../kit/index.js";
import { reader } from "../../state/readers.js";
import { busy, onCard } from "../../state/work.js";
import { verdictTexts, workTexts } from "../../texts/card-work.js";
import { language, say } from "../../texts/index.js";
import { named } from "../../texts/named.js";
import { call } from "../../wire/index.js";

type Diagnosis = ResultOf<"card.diagnose">;
type Step = Diagnosis["steps"][number];

const TONE: Readonly<Record<Step["result"], Tone>> = { ok: "good", fault: "bad", skipped: "soft" };

function Verdict({ diagnosis: { verdict, advice, steps } }: { readonly diagnosis: Diagnosis }) {
  const fine = verdict === "ok";
  return (
    <section class={`panel verdict ${fine ? "fine" : "faulty"}`} aria-live="polite">
      <header>
        <h2>{fine ? say(workTexts.noFault) : say(workTexts.faultFound, { where: named(verdictTexts, verdict) })}</h2>
      </header>
      <p class="advice">
        <strong>{say(workTexts.next)}</strong>
        {advice[language.value]}
      </p>
      <ol class="tree" aria-label={say(workTexts.checks)}>
        {steps.map(({ check, result, finding }) => (
          <li key={check} class={result}>
            <span>{named(verdictTexts, check)}</span>
            <StatusBadge tone={TONE[result]}>{say(verdictTexts[result])}</StatusBadge>
            {finding && <p>{finding[language.value]}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** カード障害切り分け: which part is at fault, as a tree from the reader down to the application, and what to do next (R-AP-11, A-37). */
export default function CardDiagnose() {
  const diagnosis = useSignal<Diagnosis | undefined>(undefined);
  const shown = reader.value;
  // What was found holds for this reader and this card alone.
  useEffect(() => {
    diagnosis.value = undefined;
  }, [shown?.id, shown?.insertion, shown?.state]);
  const diagnose = async () => {
    if (shown) diagnosis.value = await onCard("card.diagnose", () => call("card.diagnose", { readerId: shown.id }));
  };
  return (
    <>
      <Panel name="diagnose" title={shown?.name ?? ""}>
        <p class="hint">{say(workTexts.readOnly)}</p>
        <div class="actions">
          <Button
            name="diagnose"
            kind="primary"
            autofocus
            waits={!shown || busy(false)}
            onPress={() => void diagnose()}
          >
            {say(workTexts.diagnoseIt)}
          </Button>
        </div>
      </Panel>
      {diagnosis.value && <Verdict diagnosis={diagnosis.value} />}
    </>
  );
}
