import { errorFamily } from "#card/errors/madoguchi-error.js";

export const serviceIdErrors = errorFamily("service-id", {
  refused: {
    en: {
      cause: "the service-use ID or its password is wrong, or it is locked after repeated failures",
      remedy:
        "Type both again. After five failures wait fifteen minutes, or have the password set anew at the counter.",
    },
    ja: {
      cause: "サービス利用IDまたはパスワードが違うか、失敗の繰返しにより一時的に利用できません",
      remedy: "入力し直してください。5回失敗した場合は15分待つか、窓口でパスワードを設定し直してください。",
    },
  },
});
