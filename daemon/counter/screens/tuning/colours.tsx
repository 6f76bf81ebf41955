import { contrast } from "#daemon/tuning/contrast.js";
import { Button, Field, StatusBadge } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { at, parameters, put } from "./editor.js";
import { childrenOf, labelOf, type Node, nodeAt } from "./schema.js";
import { errorOf } from "./wording.js";

const WHOLE = /^#[0-9a-f]{6}$/i;

/** A colour as it would be: what is given where it is whole, else the default. */
function shown(name: string): string {
  const given = at(["colours", name]);
  return typeof given === "string" && WHOLE.test(given) ? given : String(nodeAt(["colours", name]).default);
}

/** The pair of a colour that is nearest to being too low, in words. */
function ContrastOf({ name }: { readonly name: string }) {
  const told = (parameters.value?.pairs ?? [])
    .filter(({ front, back }) => front === name || back === name)
    .map(({ front, back, least }) => {
      const ratio = contrast(shown(front), shown(back));
      return { ratio, least, other: front === name ? back : front };
    })
    .sort((one, two) => one.ratio / one.least - two.ratio / two.least)[0];
  if (!told) return null;
  const { ratio, least, other } = told;
  // Cut, not rounded: 4.496 is not 4.5.
  const figure = (Math.floor(ratio * 100) / 100).toFixed(2);
  return (
    <p class="tuning-contrast">
      <StatusBadge tone={ratio >= least ? "good" : "warn"}>
        {say(ratio >= least ? tuningTexts.enough : tuningTexts.low)}
      </StatusBadge>{" "}
      {say(tuningTexts.contrast, { with: say(labelOf(nodeAt(["colours", other]))), ratio: figure, least })}
    </p>
  );
}

function Colour({ name, node }: { readonly name: string; readonly node: Node }) {
  const path = ["colours", name];
  const label = say(labelOf(node));
  const given = at(path) as string | undefined;
  const set = (value: string) => put(path, value === "" ? undefined : value);
  return (
    <div class="tuning-colour">
      <input
        type="color"
        name={`pick ${name}`}
        aria-label={label}
        value={shown(name)}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <Field
        name={path.join(".")}
        label={say(tuningTexts.hex, { name: label })}
        value={given ?? ""}
        placeholder={String(node.default)}
        error={errorOf(path.join("."))}
        maxLength={7}
        onValue={set}
      />
      <Button
        name={`standard ${name}`}
        kind="quiet"
        label={say(tuningTexts.standard, { name: label })}
        waits={given === undefined}
        onPress={() => set("")}
      >
        {say(tuningTexts.standardShort)}
      </Button>
      <ContrastOf name={name} />
    </div>
  );
}

/** The colours, each with how well it is read beside what it stands on (R-TUNE-05, R-TUNE-10). */
export function Colours() {
  return (
    <div class="tuning-colours">
      {childrenOf(["colours"]).map(([name, node]) => (
        <Colour key={name} name={name} node={node} />
      ))}
    </div>
  );
}
