import { errorFamily } from "#card/errors/madoguchi-error.js";
import { problemLines, type YamlProblem } from "#card/yaml/yaml-document.js";

export const configErrors = errorFamily("config", {
  unreadable: {
    en: { cause: "the configuration file cannot be read", remedy: "Check the path and that the daemon may read it." },
    ja: {
      cause: "設定ファイルを読めません",
      remedy: "パスと、デーモンの読取り権限を確認してください。",
    },
  },
  invalid: {
    en: {
      cause: "the configuration is wrong",
      remedy: "Correct the places that are listed (file:line:column); nothing was started.",
    },
    ja: {
      cause: "設定に誤りがあります",
      remedy: "示された箇所(ファイル:行:桁)を直してください。何も起動していません。",
    },
  },
});

/** `config.invalid` for a file with all its problems: one line each in the details. */
export function invalidConfig(file: string, problems: readonly YamlProblem[]) {
  const { line, column, path } = problems[0]!;
  return configErrors.error("invalid", { file, line, column, path, problems: problemLines(file, problems) });
}
