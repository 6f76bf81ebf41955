import { words } from "./words.js";

/** Certificates at the counter (窓口交付). */
export const issuanceTexts = words("issuance", {
  service: { ja: "サービス", en: "Service" },
  kinds: { ja: "交付する証明書", en: "Certificate" },
  look: { ja: "交付できる証明書を調べる", en: "See what can be issued" },
  fee: { ja: "手数料 {fee}円", en: "Fee: {fee} yen" },
  refused: { ja: "現在交付できません({code})", en: "Cannot be had now ({code})" },
  none: { ja: "交付できる証明書はありません。", en: "There is no certificate to be had." },
  entry: { ja: "本人による暗証番号の入力", en: "PIN, entered by the holder" },
  entryHint: {
    ja: "手数料を案内してから、本人が入力します。1回の交付で1回だけ照合します。",
    en: "Tell the fee first; the holder enters the PIN. It is tried once for each press.",
  },
  pin: { ja: "暗証番号", en: "PIN" },
  issueIt: { ja: "交付する", en: "Issue" },
  issued: { ja: "証明書を発行しました", en: "The certificate is issued" },
  serial: { ja: "証明書番号", en: "Serial number" },
  open: { ja: "印刷用に開く", en: "Open for printing" },
  handOut: { ja: "本人に交付した", en: "Handed to the holder" },
  handedOut: { ja: "交付を記録しました。", en: "The handing out is on record." },
  replaced: {
    ja: "そのままの字形で印刷できない文字があります: {characters}",
    en: "Not printed as they are: {characters}",
  },
  list: { ja: "未交付の証明書", en: "Not handed out yet" },
  nothing: { ja: "未交付の証明書はありません。", en: "Nothing waits to be handed out." },
  asked: { ja: "発行の確認待ち", en: "Not sure whether it was issued" },
  "issued-state": { ja: "発行済み・未交付", en: "Issued, not handed out" },
  reprint: { ja: "もう一度印刷", en: "Print again" },
  cancel: { ja: "取り消す", en: "Take back" },
  confirmCancel: { ja: "証明書を取り消しますか", en: "Take this certificate back?" },
  confirmCancelText: {
    ja: "証明発行サーバがこの証明書を無効とし、同じ請求では二度と発行しません。手数料を返金してください。",
    en: "The issuing server makes it void and makes none for this request any more. Give the fee back.",
  },
  cancelled: { ja: "証明書を取り消しました。", en: "The certificate is taken back." },
});
