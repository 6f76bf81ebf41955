import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What the counter issuance (窓口交付機能) refuses, beside the gates, the card and the issuing server. */
export const issuanceErrors = errorFamily("issuance", {
  "not-offered": {
    en: {
      cause: "no certificates are issued at this counter for this service",
      remedy: "Choose the certificate service; the administrator configures its issuing server.",
    },
    ja: {
      cause: "このサービスでは窓口での証明書の交付を行っていません",
      remedy: "証明書のサービスを選んでください。証明発行サーバは管理者が設定します。",
    },
  },
  "number-differs": {
    en: {
      cause: "the number in the application is not the one that this card's user was given",
      remedy: "Nothing was issued. Keep the card and report it: the application may be another person's.",
    },
    ja: {
      cause: "カードAP内の番号が、このカードの利用者に付された番号と異なります",
      remedy: "証明書は発行されていません。カードを預かり、管理者に報告してください。",
    },
  },
  withdrawn: {
    en: {
      cause: "the card was taken out before the certificate was ready",
      remedy: "The certificate is void. Begin again with the card.",
    },
    ja: {
      cause: "証明書ができる前にカードが抜かれました",
      remedy: "証明書は無効です。カードを置き、最初からやり直してください。",
    },
  },
  unsettled: {
    en: {
      cause: "the issuing server was asked, and whether it made the certificate is not known yet",
      remedy:
        "Ask again under the same id, or look at the list when the server is back: no second certificate is made.",
    },
    ja: {
      cause: "証明発行サーバに請求しましたが、発行されたかどうかがまだ分かりません",
      remedy: "同じ要求をやり直すか、サーバの復旧後に一覧を確認してください。二重に発行されることはありません。",
    },
  },
  "under-way": {
    en: { cause: "this request is being dealt with", remedy: "Wait for its answer, then look at the list." },
    ja: { cause: "この要求は処理中です", remedy: "応答を待ってから一覧を確認してください。" },
  },
  "other-request": {
    en: {
      cause: "this id was used for another certificate, card or service",
      remedy: "Give each request an id of its own.",
    },
    ja: {
      cause: "この要求IDは、別の証明書・カード・サービスに使用されています",
      remedy: "要求ごとに新しいIDを使用してください。",
    },
  },
  "no-such": {
    en: { cause: "there is no such certificate", remedy: "Choose one from the list." },
    ja: { cause: "該当する証明書はありません", remedy: "一覧から選んでください。" },
  },
  "handed-out": {
    en: {
      cause: "the certificate was handed out",
      remedy: "Another copy is asked for anew, with the card and its PIN.",
    },
    ja: {
      cause: "証明書は交付済みです",
      remedy: "もう一通必要なときは、カードと暗証番号で改めて請求してください。",
    },
  },
  "another-day": {
    en: {
      cause: "the certificate was asked for on an earlier day",
      remedy: "Take it back; the holder asks anew, with the card and its PIN.",
    },
    ja: {
      cause: "この証明書は前日以前に請求されたものです",
      remedy: "取り消したうえ、カードと暗証番号で改めて請求してください。",
    },
  },
  cancelled: {
    en: {
      cause: "the request was taken back, or no certificate was made for it",
      remedy: "Begin again with the card.",
    },
    ja: {
      cause: "この要求は取り消されたか、証明書は発行されませんでした",
      remedy: "カードを置き、最初からやり直してください。",
    },
  },
});
