import { join } from "node:path";

/** Where doubles keep what is theirs when nothing else is said: under the working directory, ignored by git. */
const ROOT = join(".madoguchi", "doubles");

export const defaultStore = (name: string): string => join(ROOT, name);
export const DEFAULT_PKI = join(ROOT, "pki");
