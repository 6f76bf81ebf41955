import { townsOf } from "../scenario/load-scenario.js";
import type { ActionName } from "../scenario/steps.js";
import { type Action, need, plain, readerOf, userOf } from "./flow.js";

type UseAction =
  | "bulk-begin"
  | "bulk-load"
  | "bulk-end"
  | "use-end"
  | "replace"
  | "upgrade"
  | "new-version"
  | "told"
  | "rekey"
  | "two-operators"
  | "publish-tuning"
  | "match"
  | "watch";

/** Steps of begin, change and end of use beyond one card and one application. */
export const useActions: { readonly [N in UseAction & ActionName]: Action<N> } = {
  "bulk-begin": async (flow, { service }) => {
    const result = await flow.terminal.call("bulk.begin", { serviceId: service });
    flow.bulkId = result.bulkId;
    return plain(result, `対象${result.total}件`, `for ${result.total} who applied`);
  },

  "bulk-load": async (flow) => {
    const bulkId = need(flow.bulkId, "bulk-begin");
    const result = await flow.terminal.call("bulk.load", { bulkId, readerId: readerOf(flow) });
    const { loaded, total, outcome } = result;
    return plain(result, `${loaded}/${total}枚目（${outcome}）`, `${loaded} of ${total} (${outcome})`);
  },

  "bulk-end": async (flow) => {
    const result = await flow.terminal.call("bulk.end", { bulkId: need(flow.bulkId, "bulk-begin") });
    return plain(
      result,
      `搭載${result.loaded}、搭載済み${result.already}、拒否${result.failed}`,
      `${result.loaded} loaded, ${result.already} there already, ${result.failed} refused`,
    );
  },

  "use-end": async (flow, { card, service }) => {
    const recorded = flow.applicationIds.get(`${card}/${service}/delete`);
    const applicationId = need(recorded, `record-application of ${service}`);
    const result = await flow.terminal.call("use.end", { applicationId });
    return plain(result, "利用終了（カードAPはカードに残る）", "use ended; the application remains on the card");
  },

  replace: async (flow, { card, former }) => {
    const result = await flow.terminal.call("cards.replace", {
      readerId: readerOf(flow),
      cardId: flow.world.cardId(card),
      userId: userOf(flow, former),
      identityChecked: true,
    });
    flow.userIds.set(`${flow.municipality}/${card}`, userOf(flow, former));
    // What waits to be loaded onto the new card was recorded by the daemon itself.
    const { items } = await flow.terminal.call("resume.list", {});
    for (const { kind, next, serviceId, userId, id } of items) {
      if (kind !== "application" || userId !== userOf(flow, former)) continue;
      flow.applicationIds.set(`${card}/${serviceId}/${next}`, id);
    }
    const names = result.serviceIds.join(", ");
    return plain(
      result,
      `${result.formerCardId} と交換（再搭載: ${names}）`,
      `instead of ${result.formerCardId}; to load: ${names}`,
    );
  },

  upgrade: async (flow, { service, identityChecked }) => {
    const result = await flow.terminal.call("cardApps.upgrade", {
      readerId: readerOf(flow),
      cardId: flow.world.cardId(need(flow.card, "a card in the reader")),
      serviceId: service,
      ...(identityChecked && { identityChecked }),
    });
    const { from, version } = result;
    return plain(result, `第${from}版から第${version}版へ`, `from ${from} to ${version}; the PIN is to be set`);
  },

  "new-version": async (flow, { service, version }) => {
    await flow.world.newVersion(service, version);
    await flow.reconnect();
    return plain(
      { version },
      `第${version}版を登録、デーモンが再び動作`,
      `version ${version} is in the catalogue, the daemon is up again`,
    );
  },

  told: async ({ world }, { service, kinds }) => {
    const result = await world.told(service, kinds.length);
    return plain(
      { ...result, kinds: result.messages.map(({ kind }) => kind) },
      `伝達${result.messages.length}件、提供中${result.served}人`,
      `${result.messages.length} messages, ${result.served} served`,
    );
  },

  rekey: async (flow) => {
    const result = await flow.terminal.call("area.rekey", { readerId: readerOf(flow) });
    const { from, area } = result;
    return plain(
      result,
      `世代${from.generation}から世代${area.generation}へ`,
      `from generation ${from.generation} to ${area.generation}`,
    );
  },

  "two-operators": async (flow, { act, approver, generation }) => {
    const { terminal, world } = flow;
    const { offered, reinitialiseSubject } = await terminal.call("keys.list", {});
    const key = offered.find((one) => act === "keys.register" && one.generation === generation);
    const subject = act === "keys.register" ? need(key?.subject, "a key that lies ready") : reinitialiseSubject;
    const reason = "試験 scenario";
    const { id: approvalId } = await terminal.call("approvals.request", { act, subject, reason });
    const second = await flow.listen();
    const municipality = need(flow.municipality, "login");
    await second.call("session.login", { municipality, operatorId: approver, password: world.password(approver) });
    await second.call("approvals.approve", { approvalId, reason });
    if (act === "keys.reinitialise") {
      const result = await terminal.call(act, { approvalId });
      await second.close();
      const { sessionsEnded } = result;
      return plain(
        result,
        `再初期化を開始（${sessionsEnded}セッション終了）`,
        `opened; ${sessionsEnded} sessions ended`,
      );
    }
    await second.close();
    const { keyId, checkValue } = key!;
    const params = { keyId, generation: key!.generation, checkValue: need(checkValue, "its check value"), approvalId };
    const result = await terminal.call(act, params);
    return plain(
      result,
      `鍵ID ${keyId} 世代${result.generation} チェック値${result.checkValue}`,
      `${keyId}, generation ${result.generation}, check value ${result.checkValue}`,
    );
  },

  "publish-tuning": async (flow, { approver, version }) => {
    const { terminal, world } = flow;
    const { revision } = await terminal.call("tuning.draft", {});
    const reason = "試験 scenario";
    const what = version === undefined ? { revision } : { version };
    const { approval } = await terminal.call("tuning.propose", { ...what, reason });
    const second = await flow.listen();
    const municipality = need(flow.municipality, "login");
    await second.call("session.login", { municipality, operatorId: approver, password: world.password(approver) });
    await second.call("approvals.approve", { approvalId: approval.id, reason });
    await second.close();
    const given = { approvalId: approval.id };
    const result =
      version === undefined
        ? await terminal.call("tuning.publish", { revision, ...given })
        : await terminal.call("tuning.return", { version, ...given });
    const { version: now, changes } = result;
    const told = changes.map(({ ja }) => ja).join("、");
    return plain(result, `第${now}版を公開（${told}）`, `version ${now} published, ${changes.length} changes`);
  },

  match: async ({ world }, { services, messages }) => {
    const common = [...(await world.match(services, messages))];
    return plain(
      { common },
      common.length === 0 ? "共通の項目なし" : `共通の項目: ${common.join("、")}`,
      common.length === 0 ? "nothing in common" : `in common: ${common.join(", ")}`,
    );
  },

  watch: async (flow, { operator }) => {
    const town = townsOf(flow.loaded).find(({ operators }) => operators[operator] !== undefined);
    flow.second ??= await flow.listen();
    const municipality = town?.code ?? flow.loaded.municipality.code;
    const result = await flow.second.call("session.login", {
      municipality,
      operatorId: operator,
      password: flow.world.password(operator),
    });
    return plain(result, `${result.operator.name}（2台目の端末）`, `${result.operator.id} at a second terminal`);
  },
};
