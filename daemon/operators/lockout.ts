/** When an account is locked, and for how long. */
export interface LockoutRules {
  readonly failures: number;
  readonly lockMinutes: number;
}

/** Failures since the last success, and until when (milliseconds since 1970 UTC) nothing is looked at; 0 for no lock. */
export interface Lockout {
  readonly failures: number;
  readonly lockedUntil: number;
}

const MINUTE = 60_000;

/** The account with one attempt more, which counts before it is looked at; undefined while the account is locked. */
export function countAttempt(
  { failures, lockedUntil }: Lockout,
  rules: LockoutRules,
  now: number,
): Lockout | undefined {
  if (lockedUntil > now) return undefined;
  // A lock that has run out gives the full number of tries again.
  const counted = (lockedUntil > 0 ? 0 : failures) + 1;
  return { failures: counted, lockedUntil: counted >= rules.failures ? now + rules.lockMinutes * MINUTE : 0 };
}
