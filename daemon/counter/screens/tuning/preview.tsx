import { SCREEN_ID } from "#daemon/menu/menu-table.js";
import { municipality, session } from "../../state/session.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { judged } from "./editor.js";

/** The menu as it would be with the draft: a picture to look at, nothing in it can be pressed. */
export function Preview() {
  const { tuning } = judged.value;
  if (!tuning) return null;
  const { colours, fonts, layout, menu } = tuning;
  const values: Readonly<Record<string, string>> = {
    municipality: municipality.value?.name ?? "",
    id: SCREEN_ID,
    operator: session.value?.operator.id ?? "",
  };
  const footer = menu.footer.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const main = { background: colours["accent"], color: colours["onAccent"] };
  return (
    <div
      class={`tuning-preview ${layout.density}`}
      role="img"
      aria-label={`${say(tuningTexts.preview)}: ${say(menu.title)}`}
      data-name="preview"
      style={{
        background: colours["ground"],
        color: colours["ink"],
        fontFamily: [...fonts.families, "sans-serif"]
          .map((face) => (face === "sans-serif" ? face : `"${face}"`))
          .join(),
        fontSize: `${fonts.size * 0.72}px`,
        lineHeight: fonts.lineHeight,
      }}
    >
      <div class="bar" style={main}>
        <strong>{say(menu.title)}</strong>
      </div>
      <div class="guidance">{say(menu.guidance)}</div>
      <div class="rows" data-columns={layout.menuColumns}>
        {menu.rows.map(({ id, name, explanation }) => (
          <div
            key={id}
            class="row"
            style={{ background: colours["sheet"], borderColor: colours["line"], borderLeftColor: colours["accent"] }}
          >
            <strong>{say(name)}</strong>
            <span style={{ color: colours["soft"] }}>{say(explanation)}</span>
            <span class="press" style={main}>
              {say(menu.execute)}
            </span>
          </div>
        ))}
      </div>
      <div class="end">
        <span>{footer}</span>
        <span class="press" style={{ background: colours["sheet"], border: `1px solid ${colours["field"]}` }}>
          {say(menu.end)}
        </span>
      </div>
    </div>
  );
}
