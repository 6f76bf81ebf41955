import { type Bilingual, type Form, isMethodName, methods } from "../api/contract/index.js";
import type { AuditRow } from "../audit/chain.js";
import { fields, personSection, type Section, table, timeInJapan, words } from "../forms/form.js";
import type { ResidentItem } from "../residents/resident-items.js";
import type { ResidentSource } from "../residents/sources.js";
import type { Service } from "../services/service.js";
import type {
  ApplicationRecord,
  RegistrationRecord,
  ResidentRecord,
  ServiceIdRecord,
  StopRecord,
  UserRecord,
} from "../store/records.js";

/** All that is held of one resident. */
export interface HeldRecord {
  readonly resident: ResidentRecord;
  readonly source: ResidentSource;
  readonly users: readonly UserRecord[];
  readonly applications: readonly ApplicationRecord[];
  readonly registrations: readonly RegistrationRecord[];
  readonly serviceIds: readonly ServiceIdRecord[];
  readonly stops: readonly StopRecord[];
  readonly history: readonly AuditRow[];
}

const SOURCES: Readonly<Record<ResidentSource["source"], Bilingual>> = {
  manual: words("手入力（未確認）", "entered by hand, not confirmed"),
  call: words("住民情報ファイル", "resident file"),
  folder: words("住民情報ファイル", "resident file"),
  relay: words("中継サーバ", "relay server"),
  unknown: words("住民情報ファイル", "resident file"),
};

const OUTCOMES = { ok: "実施 / done", refused: "拒否 / refused", failed: "失敗 / failed" } as const;

const both = ({ ja, en }: Bilingual): string => `${ja} / ${en}`;

/** What an event of the audit log is called for somebody who does not know the methods. */
const eventName = (event: string): string => (isMethodName(event) ? both(methods[event].summary) : event);

/** Every section of the disclosure: the record, what it is used for, to whom it goes, and who has dealt with it. */
export function disclosureSections(
  held: HeldRecord,
  items: readonly ResidentItem[],
  services: readonly Service[],
): Form["sections"] {
  const { resident, source } = held;
  const nameOf = (id: string | undefined) => {
    const service = services.find((one) => one.id === id);
    return service === undefined ? (id ?? "") : both(service.name);
  };
  const used = new Set(held.registrations.map(({ serviceId }) => serviceId));
  // Whom the declared fields go to: to no system of a service that the person has never used (R-PRIV-06).
  const told = services
    .filter(({ id, system }) => used.has(id) && (system.fields?.length ?? 0) > 0)
    .map(({ id, name, system }): readonly string[] => [
      both(system.name ?? name),
      nameOf(id),
      system.fields!.join(", "),
    ]);
  const origin: Section = fields(
    words("情報の出所", "Where the record comes from"),
    [words("出所", "Source"), both(SOURCES[source.source])],
    [words("時点", "As of"), source.asOf && timeInJapan(Date.parse(source.asOf))],
  );
  return [
    personSection(resident, items),
    origin,
    table(
      words("利用者登録とカード", "Registered as a user, with which card"),
      [words("利用者番号", "user"), words("カード番号", "card"), words("登録日時", "since")],
      held.users.map(({ id, cardId, registeredAt }) => [id, cardId, timeInJapan(registeredAt)]),
    ),
    table(
      words("申込み", "Applications"),
      [words("サービス", "service"), words("内容", "for"), words("日時", "at")],
      held.applications.map(({ serviceId, aid, kind, recordedAt }) => [
        nameOf(serviceId ?? aid),
        kind === "load" ? "搭載 / load" : "削除 / deletion",
        timeInJapan(recordedAt),
      ]),
    ),
    table(
      words("利用登録", "Uses"),
      [words("サービス", "service"), words("状態", "state"), words("日時", "since")],
      held.registrations.map(({ serviceId, state, changedAt }) => [nameOf(serviceId), state, timeInJapan(changedAt)]),
    ),
    table(
      words("サービス利用ID", "Service-use IDs"),
      [words("ID", "id"), words("状態", "state")],
      held.serviceIds.map(({ id, state }) => [id, state]),
    ),
    table(
      words("停止措置", "Stops"),
      [words("カード番号", "card"), words("理由", "reason"), words("日時", "since")],
      held.stops.map(({ cardId, reason, setAt }) => [cardId, reason, timeInJapan(setAt)]),
    ),
    table(
      words("伝達先の業務システム", "Business systems that are told"),
      [words("システム", "system"), words("サービス", "service"), words("項目", "fields")],
      told,
    ),
    table(
      words("アクセス履歴", "Who has dealt with the record"),
      [words("日時", "at"), words("内容", "what"), words("結果", "result"), words("操作者・システム", "by")],
      held.history.map(({ at, event, outcome, actor }) => [
        timeInJapan(Date.parse(at)),
        eventName(event),
        OUTCOMES[outcome as keyof typeof OUTCOMES] ?? outcome,
        actor ?? "",
      ]),
    ),
  ];
}
