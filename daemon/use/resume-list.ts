import type { Bilingual, NotificationOf } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";

type Resume = NotificationOf<"resume">;
type Item = Resume["items"][number];

const SHOWN = 200;

const ADVICE: Readonly<Record<Item["next"], Bilingual>> = {
  "put-card": {
    en: "Put the card into a reader: what was interrupted is finished or taken back there.",
    ja: "カードをリーダに置いてください。中断した処理を完了または取り消します。",
  },
  load: {
    en: "The resident applied for this service: load it with the card in the reader, or tell why not.",
    ja: "申込みを受け付けています。カードをリーダに置いて搭載してください。",
  },
  delete: {
    en: "The resident wants this deleted: delete it with the card in the reader, or end the use without the card.",
    ja: "削除の申込みを受け付けています。カードをリーダに置いて削除するか、カードなしで利用を終了してください。",
  },
  "clear-up": {
    en: "The business system refuses this: clear it up with its administrator and repeat the message, or end the use.",
    ja: "業務システムが拒否しました。管理者と原因を確認して再送するか、利用を終了してください。",
  },
};

/**
 * Everything of a municipality that was begun and is not at its end: interrupted card writes, what a business system refused, and
 * applications that nobody has carried out yet; oldest first, each with what to do next.
 */
export async function resumeList({ store }: Pick<DaemonPorts, "store">, municipality: string): Promise<Resume> {
  const own = store.of(municipality);
  const writes = await own.journal.open();
  const refused = (await own.handOvers.open()).filter(({ state }) => state === "refused");
  // An application that is being carried out is in the journal already.
  const begun = new Set(writes.map(({ applicationId }) => applicationId));
  const applications = (await own.applications.open(SHOWN)).filter(({ id }) => !begun.has(id));
  const items: (Omit<Item, "advice" | "since"> & { readonly at: number })[] = [
    ...writes.map(({ id, cardId, operation, serviceId, userId, startedAt }) => ({
      ...{ kind: "card-write" as const, id, cardId, operation, at: startedAt, next: "put-card" as const },
      ...(serviceId === undefined ? {} : { serviceId }),
      ...(userId === undefined ? {} : { userId }),
    })),
    ...refused.map(({ id, serviceId, userId, kind, createdAt }) => ({
      ...{ kind: "hand-over" as const, id, operation: kind, serviceId, userId },
      ...{ at: createdAt, next: "clear-up" as const },
    })),
    ...applications.map(({ id, userId, serviceId, kind, recordedAt }) => ({
      ...{ kind: "application" as const, id, operation: kind, userId, at: recordedAt, next: kind },
      ...(serviceId === undefined ? {} : { serviceId }),
    })),
  ];
  items.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return {
    total: items.length,
    items: items.slice(0, SHOWN).map(({ at, ...item }) => ({
      ...item,
      since: new Date(at).toISOString(),
      advice: ADVICE[item.next],
    })),
  };
}
