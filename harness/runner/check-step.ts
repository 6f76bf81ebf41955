import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import type { Captured } from "../evidence/recorder.js";
import type { Bilingual } from "../evidence/types.js";
import type { Expectation } from "../scenario/expectations.js";
import type { Done } from "./flow.js";
import { inOrder, mismatch } from "./matching.js";
import { RemoteError } from "./rpc-client.js";

/** How a step ended, before it is judged. */
export type Ending = { readonly ok: true; readonly done: Done } | { readonly ok: false; readonly error: unknown };

/** Why a step failed. */
export interface Verdict {
  readonly message: Bilingual;
  readonly expected?: string;
  readonly actual?: string;
}

const json = (value: unknown): string =>
  typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "nothing");

function verdict(ja: string, en: string, expected?: unknown, actual?: unknown): Verdict {
  return { message: { ja, en }, expected: json(expected), actual: json(actual) };
}

/** Errors of the harness itself say that the test went wrong, never that the product refused; but that a daemon is gone can be expected. */
const OWN_FAMILIES = /^(scenario\.|runner\.(?!disconnected$))/;

/** What the product answered: from the daemon, or through the access module from the daemon or the card. */
function refusalOf(error: unknown): { readonly code: string; readonly details: unknown } | undefined {
  if (error instanceof RemoteError) return error.data;
  if (isMadoguchiError(error) && !OWN_FAMILIES.test(error.code)) return error;
  return undefined;
}

/** Stable code of a refusal by the product; the message of anything else. */
export function codeOf(error: unknown): string {
  return refusalOf(error)?.code ?? (error instanceof Error ? error.message : String(error));
}

function checkEnding(expected: Expectation, ending: Ending): Verdict | undefined {
  if (expected.error !== undefined) {
    if (ending.ok) {
      return verdict(
        "拒否されるはずが成功しました",
        "the step succeeded but had to be refused",
        expected.error,
        ending.done.result,
      );
    }
    const code = codeOf(ending.error);
    if (code !== expected.error)
      return verdict("期待したエラーではありません", "another error than expected", expected.error, code);
    const details = refusalOf(ending.error)?.details;
    const found = mismatch(expected.details ?? {}, details);
    return (
      found &&
      verdict(
        `エラーの詳細が異なります（${found.path}）`,
        `the error's details differ at ${found.path}`,
        found.expected,
        found.actual,
      )
    );
  }
  if (!ending.ok) {
    return verdict("成功するはずが失敗しました", "the step failed but had to succeed", "success", codeOf(ending.error));
  }
  const found = mismatch(expected.result ?? {}, ending.done.result);
  return (
    found &&
    verdict(`応答が異なります（${found.path}）`, `the answer differs at ${found.path}`, found.expected, found.actual)
  );
}

function checkApdus(expected: NonNullable<Expectation["apdus"]>, { apdus }: Captured): Verdict | undefined {
  const names = apdus.map(({ name }) => name);
  // A write that a fault kept from the card was still sent.
  const writes = apdus.filter((apdu) => apdu.writes).map(({ name }) => name);
  if (expected.writes === "none" && writes.length > 0) {
    return verdict(
      "書き込みコマンドが送られました",
      "a command that changes the card was sent",
      "no writing command",
      writes,
    );
  }
  if (expected.writes === "some" && writes.length === 0) {
    return verdict(
      "書き込みコマンドが送られていません",
      "no command that changes the card was sent",
      "a writing command",
      names,
    );
  }
  const missing = expected.has?.find((name) => !names.includes(name));
  if (missing !== undefined) return verdict(`${missing} が送られていません`, `${missing} was not sent`, missing, names);
  const unwanted = expected.lacks?.find((name) => names.includes(name));
  if (unwanted !== undefined)
    return verdict(`${unwanted} が送られました`, `${unwanted} was sent`, `no ${unwanted}`, names);
  return undefined;
}

/** Judges a step by its expectations; undefined when all are met. Events were waited for before. */
export function checkStep(expected: Expectation, ending: Ending, captured: Captured): Verdict | undefined {
  const wrong = checkEnding(expected, ending);
  if (wrong !== undefined) return wrong;
  if (expected.apdus !== undefined) {
    const trace = checkApdus(expected.apdus, captured);
    if (trace !== undefined) return trace;
  }
  if (expected.audit !== undefined && !inOrder(expected.audit, captured.audit)) {
    return verdict("監査ログが期待と異なります", "the audit rows are not as expected", expected.audit, captured.audit);
  }
  return undefined;
}
