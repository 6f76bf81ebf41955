import { z } from "zod";
import { method, notification } from "./method.js";
import { type Right, rightNames, roleNames } from "./rights.js";
import { aid, bilingual, count, municipalityCode, nothing, operatorId, sensitive, systemId } from "./shapes.js";

const party = z.strictObject({ name: z.string().min(1).max(100), version: z.string().min(1).max(50) });
const right = z.enum(rightNames as readonly [Right, ...Right[]]);

const hello = method({
  name: "hello",
  need: "none",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "First message of every connection: who speaks, and which version of this interface both understand.",
    ja: "接続の最初に必ず送る。双方の名称と、使用するAPIの版を取り決める。",
  },
  params: z.strictObject({ client: party, api: z.strictObject({ min: count, max: count }) }),
  result: z.object({
    server: z.object({ name: z.string(), version: z.string() }),
    api: z.object({ min: count, max: count, chosen: count }),
    /** True when every municipality is. */
    initialised: z.boolean(),
    /** `login`: the one method by which this municipality's operators log in (R-OPR-06). */
    municipalities: z.array(
      z.object({
        code: municipalityCode,
        name: z.string(),
        login: z.enum(["password", "card", "fingerprint"]),
        /** Until then card functions are refused and system settings are open (R-SYS-20, R-MENU-09). */
        initialised: z.boolean(),
      }),
    ),
  }),
});

/** What every way in answers. */
export const loginResult = z.object({
  operator: z.object({ id: operatorId, name: z.string() }),
  roles: z.array(z.enum(roleNames)),
  rights: z.array(right),
  idleSeconds: count,
});

const sessionLogin = method({
  name: "session.login",
  need: "none",
  effect: "data",
  audited: "call",
  summary: {
    en: "Opens an operator's session by id and password (R-OPR-03); refused where the municipality has another method (R-OPR-06).",
    ja: "オペレータIDとパスワードでログインする。",
  },
  params: z.strictObject({
    municipality: municipalityCode,
    operatorId,
    password: sensitive(z.string().min(1).max(256), "secret"),
  }),
  result: loginResult,
});

const sessionLoginSystem = method({
  name: "session.loginSystem",
  need: "none",
  effect: "data",
  audited: "call",
  summary: {
    en: "Opens a business system's session; the client certificate of the connection must be the one pinned to this system (R-NET-07).",
    ja: "業務システムとしてログインする。接続のクライアント証明書が登録済みのものと一致しなければならない。",
  },
  params: z.strictObject({ systemId }),
  result: z.object({ system: z.object({ id: systemId, name: bilingual }), aid }),
});

const sessionLogout = method({
  name: "session.logout",
  need: "session",
  effect: "data",
  audited: "call",
  summary: { en: "Ends the session; the connection stays.", ja: "ログアウトする(接続は維持される)。" },
  params: z.strictObject({}),
  result: nothing,
});

const sessionChangePassword = method({
  name: "session.changePassword",
  need: "session",
  effect: "data",
  audited: "call",
  summary: {
    en: "An operator changes the own password; the current one is asked for, and counted as at a login (A-12).",
    ja: "自分のパスワードを変更する。現在のパスワードの誤りはログイン失敗として数える。",
  },
  params: z.strictObject({
    current: sensitive(z.string().min(1).max(256), "secret"),
    next: sensitive(z.string().min(1).max(256), "secret"),
  }),
  result: nothing,
});

const sessionEnded = notification({
  name: "session.ended",
  summary: {
    en: "The session ended without a logout: it was idle, its operator was shut out, password or login method were changed, the operator card was taken away, the area keys were initialised anew, or the server stops.",
    ja: "セッションが終了した(無操作、オペレータの停止・削除、パスワードや認証方式の変更、操作者識別カードの取出し、再初期化、サーバ停止)。",
  },
  params: z.object({
    reason: z.enum(["idle", "operator-removed", "login-changed", "card-withdrawn", "reinitialised", "server-stopping"]),
  }),
});

export const sessionMethods = {
  hello,
  "session.login": sessionLogin,
  "session.loginSystem": sessionLoginSystem,
  "session.logout": sessionLogout,
  "session.changePassword": sessionChangePassword,
} as const;

export const sessionNotifications = { "session.ended": sessionEnded } as const;
