import type { Bilingual } from "#daemon/api/contract/index.js";
import { menuRows } from "#daemon/menu/menu-table.js";
import { Field } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { at, put } from "./editor.js";
import { childrenOf, labelOf, nodeAt } from "./schema.js";
import { errorOf, WordingField } from "./wording.js";

/** Wordings of the menu: title, guidance, footer, and each row with its functions (R-TUNE-08, R-TUNE-09). */
export function MenuWords() {
  const footer = nodeAt(["menu", "footer"]);
  return (
    <>
      {(["title", "guidance"] as const).map((name) => {
        const node = nodeAt(["menu", name]);
        return (
          <WordingField
            key={name}
            path={["menu", name]}
            label={say(labelOf(node))}
            standard={node.default as Bilingual}
          />
        );
      })}
      <Field
        name="menu.footer"
        label={say(labelOf(footer))}
        value={(at(["menu", "footer"]) as string | undefined) ?? ""}
        placeholder={String(footer.default)}
        hint={say(tuningTexts.footerHint)}
        error={errorOf("menu.footer")}
        onValue={(value) => put(["menu", "footer"], value === "" ? undefined : value)}
      />
      {menuRows.map(({ id, name, explanation, functions }) => (
        <fieldset key={id} class="tuning-row">
          <legend>{say(name)}</legend>
          <WordingField path={["menu", "rows", id, "name"]} label={say(name)} standard={name} />
          <WordingField
            path={["menu", "rows", id, "explanation"]}
            label={say(tuningTexts.explanation, { name: say(name) })}
            standard={explanation}
          />
          {functions.map((one) => (
            <WordingField
              key={one.id}
              path={["menu", "rows", id, "functions", one.id]}
              label={say(one.label)}
              standard={one.label}
            />
          ))}
        </fieldset>
      ))}
    </>
  );
}

/** Wordings of the buttons; what drives them is their name, which no wording changes (R-TUNE-07). */
export function ButtonWords() {
  return (
    <>
      {childrenOf(["buttons"]).map(([name, node]) => (
        <WordingField
          key={name}
          path={["buttons", name]}
          label={say(labelOf(node))}
          standard={(node.default ?? labelOf(node)) as Bilingual}
        />
      ))}
    </>
  );
}
