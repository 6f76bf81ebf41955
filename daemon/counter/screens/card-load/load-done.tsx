import { Button, Facts, Panel, type Stage, Stepper } from "../../kit/index.js";
import { workTexts } from "../../texts/card-work.js";
import { say } from "../../texts/index.js";
import { named } from "../../texts/named.js";

export interface LoadDoneProps {
  readonly service: string;
  /** Whether the business system is told. */
  readonly told: string;
  readonly stages: readonly Stage[];
  readonly onAnother: () => void;
}

/** Load and registration as one result (R-USE-03), and what may be done now. */
export function LoadDone({ service, told, stages, onAnother }: LoadDoneProps) {
  return (
    <>
      <Stepper label={say(workTexts.stages)} stages={stages} />
      <div class="result good" role="status">
        <Panel name="loaded" title={say(workTexts.loadDoneTitle)}>
          <p>{say(workTexts.loadDone, { service })}</p>
          <Facts of={[[say(workTexts.told), named(workTexts, told)]]} />
          <p class="hint">{say(workTexts.returnCard)}</p>
        </Panel>
      </div>
      <div class="actions">
        <Button name="another" autofocus onPress={onAnother}>
          {say(workTexts.another)}
        </Button>
      </div>
    </>
  );
}
