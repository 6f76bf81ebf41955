import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import "../../design/tuning.css";
import { Button, Panel } from "../../kit/index.js";
import { moment, say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { Colours } from "./colours.js";
import { colleague, discard, draft, exportFile, importFile, judged, readDraft, save, unsaved } from "./editor.js";
import { FieldsOf } from "./fields-of.js";
import { HistoryPanel } from "./history-panel.js";
import { Preview } from "./preview.js";
import { PublishPanel } from "./publish-panel.js";
import { leave } from "./publishing.js";
import { Said } from "./said.js";
import { Values } from "./values.js";
import { ButtonWords, MenuWords } from "./words-of.js";

const groups = {
  colours: () => <Colours />,
  fonts: () => <Values of={["fonts", "layout"]} />,
  menu: () => <MenuWords />,
  buttons: () => <ButtonWords />,
  fields: () => <FieldsOf />,
} as const;
type Group = keyof typeof groups;

function Saving() {
  const other = colleague.value;
  const wrong = judged.value.problems.some(({ level }) => level === "error");
  return (
    <>
      {other && (
        <div class="panel" role="status" data-name="colleague">
          <p>
            {say(tuningTexts.colleague, {
              operator: other.changedBy ?? "",
              moment: other.changedAt === undefined ? "" : moment(other.changedAt),
            })}
          </p>
          <Button name="reload" onPress={() => void readDraft()}>
            {say(tuningTexts.reload)}
          </Button>
        </div>
      )}
      <div class="actions">
        <Button name="save" kind="primary" waits={!unsaved.value || wrong} onPress={() => void save()}>
          {say(tuningTexts.save)}
        </Button>
        <Button name="discard" waits={!unsaved.value} onPress={discard}>
          {say(tuningTexts.discard)}
        </Button>
        {unsaved.value && <span class="hint">{say(tuningTexts.unsaved)}</span>}
      </div>
    </>
  );
}

function Files() {
  return (
    <Panel name="file" title={say(tuningTexts.file)}>
      <div class="actions">
        <Button name="export" onPress={() => void exportFile()}>
          {say(tuningTexts.export)}
        </Button>
        <label class="tuning-file">
          <span>{say(tuningTexts.import)}</span>
          <input
            type="file"
            name="import"
            accept="application/json,.json"
            onChange={async (event) => {
              const input = event.currentTarget;
              const content = await input.files?.[0]?.text();
              // The same file can be chosen again, after it was mended.
              input.value = "";
              if (content !== undefined) await importFile(content);
            }}
          />
        </label>
      </div>
    </Panel>
  );
}

/** パラメータ設定: the municipality's own operators change how its counters look and read (R-TUNE-01, R-TUNE-11). */
export default function Tuning() {
  const group = useSignal<Group>("colours");
  useEffect(() => {
    void readDraft();
    return () => {
      leave();
      draft.value = undefined;
    };
  }, []);
  if (!draft.value) return null;
  return (
    <>
      <nav class="actions" aria-label={say(tuningTexts.groups)}>
        {(Object.keys(groups) as Group[]).map((name) => (
          <Button
            key={name}
            name={`group ${name}`}
            pressed={group.value === name}
            onPress={() => {
              group.value = name;
            }}
          >
            {say(tuningTexts[name])}
          </Button>
        ))}
      </nav>
      <Saving />
      <div class="tuning">
        <Panel key={group.value} name="group" title={say(tuningTexts[group.value])}>
          {groups[group.value]()}
        </Panel>
        <div class="tuning-beside">
          <Panel name="look" title={say(tuningTexts.preview)}>
            <Preview />
          </Panel>
          <Said />
        </div>
      </div>
      <PublishPanel />
      <HistoryPanel />
      <Files />
    </>
  );
}
