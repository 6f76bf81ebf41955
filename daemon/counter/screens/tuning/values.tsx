import { Check, Field, Select } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { at, parameters, put } from "./editor.js";
import { childrenOf, labelOf, type Node } from "./schema.js";
import { errorOf } from "./wording.js";

const optionTexts = {
  roomy: tuningTexts.roomy,
  dense: tuningTexts.dense,
  side: tuningTexts.side,
  top: tuningTexts.top,
} as const;

const optionText = (value: unknown): string => {
  const known = Object.entries(optionTexts).find(([name]) => name === value)?.[1];
  return known ? say(known) : String(value);
};

/** A parameter with the control that its schema asks for: one of a few, yes or no, a number in a range, a line. */
function Value({ path, node }: { readonly path: readonly string[]; readonly node: Node }) {
  const name = path.join(".");
  const label = say(labelOf(node));
  const given = at(path);
  const now = given ?? node.default;
  // What is as by default is left out of the set: it follows the house's default when that changes.
  const set = (value: unknown) => put(path, value === node.default || value === "" ? undefined : value);
  const choices =
    name === "fonts.family" ? parameters.value!.faces : (node.enum ?? node.anyOf?.map((one) => one.const));
  if (choices) {
    const offered = choices.includes(now as never) ? choices : [now, ...choices];
    return (
      <Select
        name={name}
        label={label}
        value={String(now)}
        options={offered.map((value) => ({ value: String(value), text: optionText(value) }))}
        onValue={(text) => set(offered.find((value) => String(value) === text))}
      />
    );
  }
  if (node.type === "boolean") return <Check name={name} label={label} checked={now === true} onValue={set} />;
  const number = node.type === "number" || node.type === "integer";
  return (
    <Field
      name={name}
      label={label}
      type={number ? "number" : "text"}
      value={given === undefined ? "" : String(given)}
      placeholder={String(node.default ?? "")}
      hint={number ? `${node.minimum}–${node.maximum}` : undefined}
      error={errorOf(name)}
      onValue={(text) => set(number && text !== "" ? Number(text) : text)}
    />
  );
}

/** Every parameter of the given places, as the schema has them (R-TUNE-06, R-TUNE-02). */
export function Values({ of }: { readonly of: readonly string[] }) {
  return (
    <div class="tuning-values">
      {of.flatMap((section) =>
        childrenOf([section]).map(([name, node]) => <Value key={name} path={[section, name]} node={node} />),
      )}
    </div>
  );
}
