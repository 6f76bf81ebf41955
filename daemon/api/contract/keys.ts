import { z } from "zod";
import { approvalId } from "./approvals.js";
import { method } from "./method.js";
import { count, moment, municipalityCode, operatorId } from "./shapes.js";

/** What three octets say of a key without telling it: people compare them. */
const checkValue = z
  .string()
  .regex(/^[0-9A-F]{6}$/, "a check value: six upper-case hexadecimal digits")
  .meta({ examples: ["3A5F21"] });
const keyId = z.string().regex(/^[\x21-\x7e]{1,64}$/, "1 to 64 printable ASCII characters without blanks");
const generation = z.int().min(1).max(127);
const name = { municipality: municipalityCode, keyId, generation };
const settingState = z.enum(["open", "initialised", "reopened"]);

const keysList = method({
  name: "keys.list",
  need: "system.settings",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "How far the initial setting is, the area keys that are registered and those that could be: ids and check values, never a key (R-DATA-09, R-AREA-11).",
    ja: "初期設定の状態と、登録済み・登録可能な独自利用領域キーの一覧(鍵IDとチェック値のみ。鍵そのものは表示しない)。",
  },
  params: z.strictObject({}),
  result: z.object({
    setting: settingState,
    /** Who changed the setting last: an operator, or the configuration. */
    changedBy: z.string().optional(),
    changedAt: moment.optional(),
    /** What the approval of a re-initialisation must be asked for. */
    reinitialiseSubject: z.string(),
    /** `current`: new areas are set under it; older generations go on for the cards that have them. */
    registered: z.array(z.object({ ...name, checkValue, registeredAt: moment, current: z.boolean() })),
    /** Key files that lie ready. `problem`: why one cannot be taken. `subject`: what the approval of its registration must be asked for. */
    offered: z.array(
      z.object({
        ...name,
        checkValue: checkValue.optional(),
        problem: z.string().optional(),
        subject: z.string().optional(),
      }),
    ),
  }),
});

const keysRegister = method({
  name: "keys.register",
  need: "system.settings",
  effect: "data",
  audited: "call",
  summary: {
    en: "Registers an area key whose file lies ready, at initial setting only and by two operators (R-AREA-07, R-AREA-08, X-25). The key is named by its check value and never sent.",
    ja: "用意された鍵ファイルの独自利用領域キーを登録する。初期設定時のみ、二人承認で行う。鍵はチェック値で指定し、送信しない。",
  },
  params: z.strictObject({
    /** The own municipality, or one that it succeeded by a merger. */
    municipality: municipalityCode.optional(),
    keyId,
    generation,
    checkValue,
    approvalId: approvalId.optional(),
  }),
  result: z.object({ ...name, checkValue, current: z.boolean() }),
});

const settingsComplete = method({
  name: "settings.complete",
  need: "system.settings",
  effect: "data",
  audited: "call",
  summary: {
    en: "Ends the initial setting, or a re-initialisation: the `initialised` flag is set, card functions run, keys are registered no more (R-SYS-20, R-MENU-09).",
    ja: "初期設定(または再初期化)を完了する。以後、カード運用機能が使用でき、鍵の登録はできなくなる。",
  },
  params: z.strictObject({}),
  result: z.object({ setting: z.literal("initialised"), keys: count }),
});

const keysReinitialise = method({
  name: "keys.reinitialise",
  need: "system.settings",
  effect: "data",
  audited: "call",
  summary: {
    en: "Opens the initial setting again, by two operators and with a written reason: every session of the municipality ends, card functions stop until settings.complete, older key generations stay (A-18, X-25).",
    ja: "管理された再初期化を開始する(二人承認、理由必須)。自市町村の全セッションが終了し、settings.completeまでカード運用機能は停止する。旧世代の鍵は保持する。",
  },
  params: z.strictObject({ approvalId: approvalId.optional() }),
  result: z.object({ setting: z.literal("reopened"), sessionsEnded: count, approvedBy: operatorId }),
});

export const keyMethods = {
  "keys.list": keysList,
  "keys.register": keysRegister,
  "settings.complete": settingsComplete,
  "keys.reinitialise": keysReinitialise,
} as const;
