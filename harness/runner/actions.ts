import { ascii, toHex } from "#card/bytes/bytes.js";
import { cardAppAid } from "#card/region/aids.js";
import { townsOf } from "../scenario/load-scenario.js";
import type { ActionName, StepOf } from "../scenario/steps.js";
import { type Action, type Done, type Flow, need, plain, readerOf, userOf } from "./flow.js";
import { issuingActions } from "./issuing-actions.js";
import { libraryActions } from "./library-actions.js";
import { useActions } from "./use-actions.js";
import type { ReaderSlot, RecordAddress } from "./world.js";

/** The application of a service of the other municipality, which the operator's own can only name by its AID. */
function foreignAid({ loaded, municipality }: Flow, service: string): string | undefined {
  const town = townsOf(loaded).find(({ services }) => services[service] !== undefined);
  if (town === undefined || town.code === municipality) return undefined;
  return toHex(cardAppAid(town.code, town.services[service]!.number));
}

function addressOf(step: StepOf<"business-read" | "business-write">): RecordAddress {
  const { service, file, record, pin, channel, serverLimit, at, as } = step;
  return { service, file, record, pin, channel, serverLimit, at, as };
}

const octets = (count: number): string => count.toLocaleString("en-US");

interface ReadersView {
  readonly readers: readonly { id: string; state: string; cardId?: string }[];
}

/** Who sees what is in the readers: a terminal that watches, if there is one, for the counter's own session may have ended with its card. */
const eyes = ({ second, terminal }: Flow) => second ?? terminal;

/** The reader whose card the daemon has recognised, from whatever it pushes; waits for it. */
async function readerWithCard(flow: Flow, card: string): Promise<{ id: string; state: string; cardId?: string }> {
  const others = [...flow.inserted].filter(([name]) => name !== card).map(([, { readerId }]) => readerId);
  const occupied = (params: unknown) =>
    (params as ReadersView).readers?.find(({ id, state }) => state === "ready" && !others.includes(id));
  const now = occupied(await eyes(flow).call("readers.list", {}));
  if (now !== undefined) return now;
  const pushed = await eyes(flow).waitFor(
    "a card in a reader",
    ({ method, params }) => method === "readers.changed" && occupied(params) !== undefined,
  );
  return occupied(pushed.params)!;
}

async function cardIn(flow: Flow, card: string, slot: ReaderSlot = "first"): Promise<Done> {
  // What was in there goes out for it.
  for (const [other, { slot: taken }] of flow.inserted)
    if (other === card || taken === slot) flow.inserted.delete(other);
  await flow.world.insert(card, slot);
  const reader = await readerWithCard(flow, card);
  flow.inserted.set(card, { readerId: reader.id, slot });
  flow.readerId = reader.id;
  flow.card = card;
  return plain(
    reader,
    `カード ${reader.cardId ?? "（不明）"} を認識`,
    `card ${reader.cardId ?? "(unknown)"} recognised`,
  );
}

/** One implementation for each action of the scenario language. */
export const actions: { readonly [N in ActionName]: Action<N> } = {
  login: async (flow, step) => {
    const { terminal, world, loaded } = flow;
    const town = townsOf(loaded).find(({ operators }) => operators[step.operator] !== undefined);
    flow.municipality = town?.code ?? loaded.municipality.code;
    const result = await terminal.call("session.login", {
      municipality: flow.municipality,
      operatorId: step.operator,
      password: step.password === "right" ? world.password(step.operator) : "not the password at all",
    });
    return plain(
      result,
      `${result.operator.name}（${result.roles.join("・")}）`,
      `${result.operator.id} (${result.roles.join(", ")})`,
    );
  },

  "register-operator-card": async (flow, { operator }) => {
    const params = { operatorId: operator, readerId: readerOf(flow) };
    const result = await flow.terminal.call("operators.registerCard", params);
    return plain(
      result,
      `カード ${result.cardId} を ${operator} に割当て`,
      `card ${result.cardId} given to ${operator}`,
    );
  },

  "login-card": async (flow, { operator, pin }) => {
    const town = townsOf(flow.loaded).find(({ operators }) => operators[operator] !== undefined);
    const municipality = town?.code ?? flow.loaded.municipality.code;
    const result = await flow.terminal.call("session.loginCard", { municipality, readerId: readerOf(flow), pin });
    flow.municipality = municipality;
    return plain(result, `${result.operator.name}（カード）`, `${result.operator.id} by card`);
  },

  logout: async ({ terminal }) => plain(await terminal.call("session.logout", {}), "ログアウト", "logged out"),

  insert: (flow, { card, reader }) => cardIn(flow, card, reader),

  "put-back": async (flow, { card }) => {
    const done = await cardIn(flow, card);
    const changed = await flow.terminal.waitFor("journal.changed", ({ method }) => method === "journal.changed");
    const { state } = changed.params as { state: "finished" | "undone" };
    return plain(
      changed.params,
      `${done.summary.ja}、中断した処理を${state === "finished" ? "完了" : "取消し"}`,
      `${done.summary.en}; the interrupted operation was ${state}`,
    );
  },

  remove: async (flow, { card }) => {
    const reader = flow.inserted.get(card)?.readerId;
    await flow.world.remove(card);
    const gone = (params: unknown) =>
      (params as ReadersView).readers?.every(({ id, state }) => state === "empty" || (reader ?? id) !== id);
    await eyes(flow).waitFor(
      "an empty reader",
      // A session that goes with its card hears no more of readers.
      ({ method, params }) => method === "session.ended" || (method === "readers.changed" && gone(params)),
    );
    flow.inserted.delete(card);
    const last = [...flow.inserted].at(-1);
    flow.card = last?.[0];
    flow.readerId = last?.[1].readerId;
    return plain({}, "リーダは空", "the reader is empty");
  },

  "card-status": async ({ world }, { card, status }) => {
    world.setStatus(card, status);
    return plain({ status }, `運用状態: ${status}`, `status: ${status}`);
  },

  "import-residents": async ({ terminal, world, municipality }, { movedOut }) => {
    const content = world.residentFile(municipality, movedOut);
    const result = await terminal.call("residents.import", { content });
    return plain(result, `${result.imported}件を取込み`, `${result.imported} imported`);
  },

  "register-user": async (flow, { card }) => {
    const result = await flow.terminal.call("users.register", {
      readerId: readerOf(flow),
      residentId: flow.world.residentId(card),
    });
    flow.userIds.set(`${flow.municipality}/${card}`, result.userId);
    return plain(result, `利用者 ${result.userId}`, `user ${result.userId}`);
  },

  "record-application": async (flow, { card, service, kind }) => {
    const foreign = foreignAid(flow, service);
    const result = await flow.terminal.call("applications.record", {
      userId: userOf(flow, card),
      ...(kind === "delete" && foreign !== undefined ? { aid: foreign } : { serviceId: service }),
      kind,
    });
    flow.applicationIds.set(`${card}/${service}/${kind}`, result.applicationId);
    return plain(result, `受付 ${result.applicationId}`, `application ${result.applicationId}`);
  },

  move: async (flow, { card }) => {
    const reader = readerOf(flow);
    const { cardId } = await flow.terminal.call("move.inspect", { readerId: reader });
    const result = await flow.terminal.call("move.continue", { readerId: reader, cardId, userId: userOf(flow, card) });
    const { from, area } = result;
    return plain(
      result,
      `${from} から引継ぎ、鍵 ${area.keyId} 第${area.generation}世代`,
      `taken over from ${from}, key ${area.keyId} generation ${area.generation}`,
    );
  },

  "set-area": async (flow) => {
    const result = await flow.terminal.call("area.set", { readerId: readerOf(flow) });
    const { municipality, keyId, generation } = result.area;
    return plain(
      result,
      `市町村 ${municipality}、鍵 ${keyId} 第${generation}世代`,
      `municipality ${municipality}, key ${keyId} generation ${generation}`,
    );
  },

  load: async (flow, { card, service }) => {
    const applicationId = need(flow.applicationIds.get(`${card}/${service}/load`), `record-application of ${service}`);
    const result = await flow.terminal.call("cardApps.load", { readerId: readerOf(flow), applicationId });
    return plain(
      result,
      `第${result.version}版を搭載、残り${octets(result.memory.free)}オクテット`,
      `version ${result.version} loaded, ${octets(result.memory.free)} octets left`,
    );
  },

  list: async (flow) => {
    const result = await flow.terminal.call("cardApps.list", { readerId: readerOf(flow) });
    const names = (language: "ja" | "en"): string =>
      result.applications.map(({ serviceId, name, aid }) => serviceId ?? name?.[language] ?? aid).join(", ");
    const { length } = result.applications;
    return plain(
      result,
      length === 0 ? "カードAPなし" : `${length}件（${names("ja")}）`,
      length === 0 ? "no applications" : `${length}: ${names("en")}`,
    );
  },

  "set-pin": async (flow, { service, pin, identityChecked }) => {
    const result = await flow.terminal.call("cardApps.setPin", {
      readerId: readerOf(flow),
      serviceId: service,
      pin,
      ...(identityChecked && { identityChecked }),
    });
    return plain(result, "設定済み", "set");
  },

  "business-read": async (flow, step) => {
    const data = await flow.world.readRecord(addressOf(step), readerOf(flow));
    const text = new TextDecoder().decode(data);
    return plain({ text }, `「${text}」を読出し`, `read "${text}"`);
  },

  "business-write": async (flow, step) => {
    const { text } = step;
    await flow.world.writeRecord(addressOf(step), readerOf(flow), ascii(text));
    return plain({}, `「${text}」を書込み`, `wrote "${text}"`);
  },

  delete: async (flow, { card, service }) => {
    const applicationId = need(
      flow.applicationIds.get(`${card}/${service}/delete`),
      `record-application of ${service}`,
    );
    const result = await flow.terminal.call("cardApps.delete", { readerId: readerOf(flow), applicationId });
    return plain(
      result,
      `削除済み、残り${octets(result.memory.free)}オクテット`,
      `deleted, ${octets(result.memory.free)} octets left`,
    );
  },

  ...useActions,
  ...issuingActions,
  ...libraryActions,

  diagnose: async (flow) => {
    const result = await flow.terminal.call("card.diagnose", { readerId: readerOf(flow) });
    return plain(result, `${result.verdict}: ${result.advice.ja}`, `${result.verdict}: ${result.advice.en}`);
  },

  "restart-daemon": async (flow) => {
    await flow.world.restartDaemon();
    await flow.reconnect();
    return plain({}, "デーモンが再び動作", "the daemon is up again");
  },

  pcscd: async (flow, { state }) => {
    await flow.world.pcscd(state);
    await flow.terminal.waitFor(
      `service ${state}`,
      ({ method, params }) => method === "readers.changed" && (params as { service: string }).service === state,
    );
    if (state === "down") return plain({}, "PC/SCサービスの停止を検知", "the daemon saw that the service is down");
    // A card that stayed in its reader is a new insertion for the service that came back.
    if (flow.card !== undefined) flow.readerId = (await readerWithCard(flow, flow.card)).id;
    return plain({}, "PC/SCサービスの復旧を検知", "the daemon found the service again");
  },

  call: async ({ terminal }, { method, params }) => plain(await terminal.raw(method, params), "応答あり", "answered"),
};
