import { errorFamily } from "#card/errors/madoguchi-error.js";

export const privacyErrors = errorFamily("privacy", {
  "another-person": {
    en: {
      cause: "a record is disclosed to the person whom it is about, and the one who asks is another (R-PRIV-09)",
      remedy: "Nothing was disclosed. Ask for the applicant's own record.",
    },
    ja: {
      cause: "開示を請求できるのは本人の情報のみです（請求者と本人が一致しません）",
      remedy: "開示は行っていません。請求者本人の情報を指定してください。",
    },
  },
  "unknown-card": {
    en: {
      cause: "the card in the reader is no registered user's of your municipality: it does not show who asks",
      remedy: "Nothing was disclosed. Check the person's papers instead.",
    },
    ja: {
      cause: "リーダ上のカードは自市町村の利用者のものではないため、請求者を確認できません",
      remedy: "開示は行っていません。本人確認書類で確認してください。",
    },
  },
});
