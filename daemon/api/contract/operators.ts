import { z } from "zod";
import { method } from "./method.js";
import { type Right, rightNames, roleNames } from "./rights.js";
import { moment, operatorId, sensitive } from "./shapes.js";

const right = z.enum(rightNames as readonly [Right, ...Right[]]);
const name = z.string().trim().min(1).max(100);
const roles = z.array(z.enum(roleNames)).min(1);
const withdrawn = z.array(right);
const password = sensitive(z.string().min(1).max(256), "secret");
const reason = z.string().trim().min(1).max(500);

const operator = z.object({
  operatorId,
  name: z.string(),
  roles: z.array(z.enum(roleNames)),
  withdrawn,
  /** What is left of the roles' rights. */
  rights: z.array(right),
  state: z.enum(["defined", "registered", "disabled", "deleted"]),
  hasPassword: z.boolean(),
  /** Until then login is refused after repeated failures. */
  lockedUntil: moment.optional(),
});

const act = <P extends z.ZodObject, R extends z.ZodObject>(
  ...[methodName, en, ja, params, result]: [string, string, string, P, R]
) =>
  method({
    name: methodName,
    need: "operator.manage",
    effect: "data",
    audited: "call",
    summary: { en, ja },
    params,
    result,
  });

const byReason = z.strictObject({ operatorId, reason });

export const operatorMethods = {
  "operators.list": act(
    "operators.list",
    "In-business ids of the own municipality, with what each may do (R-OPR-10).",
    "自市町村の業務内IDと権限の一覧。",
    z.strictObject({}),
    z.object({ operators: z.array(operator) }),
  ),
  "operators.create": act(
    "operators.create",
    "Defines an in-business id with its rights; it opens nothing until it is registered (R-OPR-08). An id is never given twice (R-DATA-06).",
    "業務内IDを新規登録する。認証システムへ登録するまでログインできない。削除したIDは再使用できない。",
    z.strictObject({ operatorId, name, roles, withdrawn: withdrawn.default([]) }),
    operator,
  ),
  "operators.update": act(
    "operators.update",
    "Changes name, roles or the rights withdrawn from one operator; holds from the next call of an open session on. Nobody changes his own rights (R-OPR-08, X-38).",
    "氏名・役割・個別に外す権限を変更する。使用中のセッションにも次の操作から適用される。自分の権限は変更できない。",
    z.strictObject({
      operatorId,
      name: name.optional(),
      roles: roles.optional(),
      withdrawn: withdrawn.optional(),
    }),
    operator,
  ),
  "operators.register": act(
    "operators.register",
    "Registers a defined id in the operator authentication; without a password it waits for its card or fingerprint (R-OPR-07).",
    "業務内IDをオペレータ認証システムに登録する。",
    z.strictObject({ operatorId, password: password.optional() }),
    operator,
  ),
  "operators.unregister": act(
    "operators.unregister",
    "Takes an id out of the operator authentication, with its password; its sessions end (R-OPR-07).",
    "業務内IDをオペレータ認証システムから削除する。使用中のセッションは終了する。",
    byReason,
    operator,
  ),
  "operators.disable": act(
    "operators.disable",
    "Shuts an id out for the time being; its sessions end.",
    "業務内IDを一時的に使用停止にする。使用中のセッションは終了する。",
    byReason,
    operator,
  ),
  "operators.enable": act(
    "operators.enable",
    "Lets a disabled id in again.",
    "使用停止を解除する。",
    byReason,
    operator,
  ),
  "operators.delete": act(
    "operators.delete",
    "Deletes an id for good; its sessions end and the id is never given again (R-OPR-08, R-DATA-06).",
    "業務内IDを削除する。使用中のセッションは終了し、IDは再使用できない。",
    byReason,
    operator,
  ),
  "operators.resetPassword": act(
    "operators.resetPassword",
    "Sets a password anew, by the rules of A-12, and opens the lock of failed logins; the operator's sessions end. One's own is changed by session.changePassword.",
    "パスワードを再設定し、ログイン失敗によるロックを解除する。使用中のセッションは終了する。自分のパスワードはsession.changePasswordで変更する。",
    z.strictObject({ operatorId, password }),
    operator,
  ),
  "operators.unlock": act(
    "operators.unlock",
    "Opens the lock of failed logins before its time (A-12).",
    "ログイン失敗によるロックを解除する。",
    z.strictObject({ operatorId }),
    operator,
  ),
} as const;
