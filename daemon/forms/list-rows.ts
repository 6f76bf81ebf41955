import { type Role, roles } from "../api/contract/index.js";
import type { AuditLog } from "../audit/audit-log.js";
import { itemValues } from "../residents/resident-items.js";
import type { OperatorRecord } from "../store/records.js";
import type { TenantRepositories } from "../store/repositories.js";
import { SEXES, shortCard, timeInJapan } from "./form.js";
import type { ListRow } from "./paper/draw-list.js";

/** Records that are in memory at once. */
const PAGE = 200;

/** Users with what is known of them, in order of their kana (五十音順); read as they are drawn. */
export async function* userRows(own: Pick<TenantRepositories, "users">): AsyncGenerator<ListRow> {
  for (let after: readonly [string, string] = ["", ""]; ; ) {
    const page = await own.users.pageByKana(after, PAGE);
    for (const { user, resident } of page) {
      const { residentId, name, kana, address, birth, sex, items } = resident;
      yield {
        ...itemValues(items),
        ...{ residentId, name, kana, address, birth, sex: SEXES[sex] ?? sex },
        ...{ card: shortCard(user.cardId), registeredAt: timeInJapan(user.registeredAt) },
      };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = [last.resident.kana, last.resident.residentId];
  }
}

const OPERATOR_STATES: Readonly<Record<OperatorRecord["state"], string>> = {
  defined: "未登録",
  registered: "登録済み",
  disabled: "停止中",
  deleted: "削除済み",
};

export async function* operatorRows(own: Pick<TenantRepositories, "operators">): AsyncGenerator<ListRow> {
  for (const { id, name, roles: held, withdrawn, state } of await own.operators.list()) {
    const named = held.map((role: Role) => roles[role].label.ja).join("、");
    yield { operatorId: id, name, roles: named, withdrawn: withdrawn.join(", "), state: OPERATOR_STATES[state] };
  }
}

const OUTCOMES: Readonly<Record<string, string>> = { ok: "実施", refused: "拒否", failed: "失敗" };

/** So much of a row's hash tells it from every other; the whole stands in the signed export (audit.export). */
const HASH_DIGITS = 16;

/** Rows of the municipality's own, in order, as they are drawn. */
export async function* auditRows(
  log: Pick<AuditLog, "list">,
  query: { readonly municipality: string; readonly from?: string; readonly to?: string },
): AsyncGenerator<ListRow> {
  for (let after = 0; ; ) {
    const page = await log.list({ ...query, after, limit: PAGE });
    for (const { sequence, at, event, outcome, actor = "", target = "", code = "", hash } of page) {
      const when = timeInJapan(Date.parse(at));
      yield {
        sequence: String(sequence),
        at: when,
        event,
        outcome: OUTCOMES[outcome] ?? outcome,
        actor,
        target,
        code,
        hash: hash.slice(0, HASH_DIGITS),
      };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.sequence;
  }
}
