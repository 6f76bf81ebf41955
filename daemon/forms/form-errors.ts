import { errorFamily } from "#card/errors/madoguchi-error.js";

export const formErrors = errorFamily("form", {
  "nothing-there": {
    en: {
      cause: "your municipality has nothing of this id that the form could show",
      remedy: "Check the id: of the application, the registration, the stopped card or the user, as the form asks.",
    },
    ja: {
      cause: "自市町村に、この帳票の対象となる記録がありません",
      remedy: "帳票に応じたID（申込み・利用登録・停止したカード・利用者）を確認してください。",
    },
  },
});
