import type { Form } from "../api/contract/index.js";
import { kindFields, words } from "./form.js";
import { type FormId, formKind } from "./form-kinds.js";
import type { ListRow } from "./paper/draw-list.js";

/** A made-up person and what belongs to one, by the ids of the fields. */
const SAMPLE: Readonly<Record<string, string>> = {
  ...{ number: "0000-SAMPLE", service: "図書館カード / Library card", kind: "搭載 / load", state: "利用中 / in use" },
  ...{ takenAt: "2026-04-01 09:30", takenBy: "op01", card: "…A1B2C3", since: "2026-04-01 09:35" },
  ...{ reason: "紛失 / lost", reportedBy: "本人 / the holder", stoppedAt: "2026-04-01 10:00", stoppedBy: "op01" },
  ...{ registeredAt: "2026-04-01 09:30", registeredBy: "op01", residentId: "R-SAMPLE", movedOut: "2026-04-01" },
  ...{
    name: "見本 花子",
    kana: "ミホン ハナコ",
    address: "見本県見本市見本町一丁目２番３号",
    birth: "1990-01-02",
    sex: "女",
  },
  ...{ operatorId: "op01", roles: "窓口職員", withdrawn: "", sequence: "1", at: "2026-04-01 09:30" },
  ...{ event: "cardApps.load", outcome: "実施", actor: "op01", target: "R-SAMPLE", code: "", hash: "0123456789abcdef" },
};

const sampleOf = (id: string): string => (Object.hasOwn(SAMPLE, id) ? SAMPLE[id]! : "見本");

/** A sheet with made-up data in every field that it can have, added items too. */
export function sampleSheet(id: FormId, head: Omit<Form, "id" | "title" | "sections">, items: readonly string[]): Form {
  const { fields, title } = formKind(id);
  const values = Object.fromEntries(Object.keys(fields).map((field) => [field, sampleOf(field)]));
  const section = kindFields(words("見本", "Sample"), id, values);
  const added = items.map((name) => ({ id: name, label: words(name, name), value: "見本" }));
  return { id: id as Form["id"], title, ...head, sections: [{ ...section, fields: [...section.fields, ...added] }] };
}

const ROWS = 60;

export async function* sampleRows(id: FormId, items: readonly string[]): AsyncGenerator<ListRow> {
  const ids = [...Object.keys(formKind(id).fields), ...items];
  for (let row = 0; row < ROWS; row++) yield Object.fromEntries(ids.map((field) => [field, sampleOf(field)]));
}
