import type { Bilingual } from "#daemon/api/contract/index.js";
import { Field } from "../../kit/index.js";
import { say } from "../../texts/index.js";
import { tuningTexts } from "../../texts/tuning.js";
import { at, judged, put } from "./editor.js";

type Given = { readonly ja: string; readonly en?: string } | undefined;

/** What the daemon says of a place, as a field shows it. */
export function errorOf(place: string): string | undefined {
  const said = judged.value.problems.find((one) => one.level === "error" && `${one.place}.`.startsWith(`${place}.`));
  return said && say(said);
}

export interface WordingFieldProps {
  readonly path: readonly string[];
  readonly label: string;
  /** What is said while nothing is given. */
  readonly standard: Bilingual;
}

/** A wording in both languages. An emptied field is as by default again. */
export function WordingField({ path, label, standard }: WordingFieldProps) {
  const place = path.join(".");
  const given = at(path) as Given;
  const error = errorOf(place);
  const set = (ja: string, en: string) => {
    const worded = ja.trim() !== "" || en.trim() !== "";
    put(path, worded ? { ja: ja || standard.ja, ...(en !== "" && { en }) } : undefined);
  };
  return (
    <div class="tuning-pair">
      <Field
        name={`${place}.ja`}
        label={say(tuningTexts.inJa, { name: label })}
        value={given?.ja ?? ""}
        placeholder={standard.ja}
        error={error}
        onValue={(ja) => set(ja, given?.en ?? "")}
      />
      <Field
        name={`${place}.en`}
        label={say(tuningTexts.inEn, { name: label })}
        value={given?.en ?? ""}
        placeholder={standard.en}
        onValue={(en) => set(given?.ja ?? "", en)}
      />
    </div>
  );
}
