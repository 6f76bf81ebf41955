import type { Bilingual } from "#card/trace/index.js";

/** The language of a terminal's one-language lines, from its locale: Japanese for `ja…`, English for all else. */
export function terminalLanguage(env: NodeJS.ProcessEnv = process.env): keyof Bilingual {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return locale.startsWith("ja") ? "ja" : "en";
}
