import type { Bilingual } from "../evidence/types.js";
import { type LoadedScenario, townsOf } from "../scenario/load-scenario.js";
import type { ScenarioStep } from "../scenario/steps.js";

const LIBRARY_ACTS = {
  lend: { ja: "貸出を受ける", en: "A book is borrowed" },
  return: { ja: "返却する", en: "A book is returned" },
  reserve: { ja: "予約する", en: "A book is reserved" },
  view: { ja: "利用状況を見る", en: "Loans and reservations are viewed" },
} as const;

const ISSUED_ACTS = {
  list: { ja: "未交付の証明書を確認する", en: "The certificates that were not handed out are listed" },
  reprint: { ja: "未交付の証明書を再び印刷する", en: "A certificate that was not handed out is printed again" },
  "hand-out": { ja: "証明書を本人に交付する", en: "The certificate is handed out" },
  cancel: { ja: "未交付の証明書を取り消す", en: "A certificate that was not handed out is taken back" },
} as const;

/** What a step is called where its author gave no title. */
export function stepTitle(step: ScenarioStep, loaded: LoadedScenario): Bilingual {
  if (step.title !== undefined) return step.title;
  const service =
    "service" in step ? townsOf(loaded).flatMap(({ services }) => services[step.service] ?? [])[0] : undefined;
  const name = service?.name ?? { ja: "", en: "" };
  const system = service?.system.name ?? { ja: "", en: "" };
  switch (step.do) {
    case "login":
      return step.password === "right"
        ? { ja: "操作者がログインする", en: "The operator logs in" }
        : { ja: "誤ったパスワードでログインする", en: "The operator logs in with a wrong password" };
    case "register-operator-card":
      return { ja: "操作者識別カードを割り当てる", en: "The operator card is given to an operator" };
    case "login-card":
      return { ja: "操作者識別カードでログインする", en: "The operator logs in by card" };
    case "logout":
      return { ja: "ログアウトする", en: "The operator logs out" };
    case "insert":
      return { ja: "カードをリーダに置く", en: "The card is put into the reader" };
    case "remove":
      return { ja: "カードを取り出す", en: "The card is taken out" };
    case "put-back":
      return { ja: "抜けたカードを戻す", en: "The card is put back" };
    case "card-status":
      return { ja: "住基ネットCSの運用状態が変わる", en: "The Juki-net CS tells another operation status" };
    case "import-residents":
      return { ja: "住民情報を取り込む", en: "Resident information is imported" };
    case "move":
      return { ja: "引越継続の手続を行う", en: "The card is taken over (move continuation)" };
    case "register-user":
      return { ja: "利用者を登録する", en: "The holder is registered as a user" };
    case "record-application":
      return step.kind === "load"
        ? { ja: `申込みを記録する（${name.ja}）`, en: `The application for ${name.en} is recorded` }
        : { ja: `利用終了の申込みを記録する（${name.ja}）`, en: `The request to end ${name.en} is recorded` };
    case "set-area":
      return { ja: "領域設定を行う", en: "The regional area is set" };
    case "load":
      return { ja: `カードAPを搭載する（${name.ja}）`, en: `The card application is loaded (${name.en})` };
    case "list":
      return { ja: "カード内AP一覧を参照する", en: "The applications on the card are listed" };
    case "set-pin":
      return { ja: `暗証番号を設定する（${name.ja}）`, en: `The PIN is set (${name.en})` };
    case "business-read":
      return { ja: `${system.ja}が相互認証のうえ読み出す`, en: `${system.en} reads after mutual authentication` };
    case "business-write":
      return { ja: `${system.ja}が相互認証のうえ書き込む`, en: `${system.en} writes after mutual authentication` };
    case "visit":
      return step.channel === "machine"
        ? {
            ja: `自動交付機で証明書を請求する（${name.ja}）`,
            en: `A certificate is asked for at the machine (${name.en})`,
          }
        : {
            ja: `キオスク端末で証明書を請求する（${name.ja}）`,
            en: `A certificate is asked for at a kiosk (${name.en})`,
          };
    case "issue":
      return { ja: `窓口で証明書を交付する（${name.ja}）`, en: `A certificate is issued at the counter (${name.en})` };
    case "issued":
      return ISSUED_ACTS[step.act];
    case "issuing-server":
      return { ja: `${system.ja}の設定を変える`, en: `${system.en} is set otherwise` };
    case "library":
      return {
        ja: `図書館の窓口で${LIBRARY_ACTS[step.act].ja}（${name.ja}${step.at === "partner" ? "、隣の市町村" : ""}）`,
        en: `${LIBRARY_ACTS[step.act].en} at the library's window${step.at === "partner" ? ", in the town next to it" : ""} (${name.en})`,
      };
    case "library-system":
      return { ja: `${system.ja}の設定を変える`, en: `${system.en} is set otherwise` };
    case "delete":
      return { ja: `カードAPを削除する（${name.ja}）`, en: `The card application is deleted (${name.en})` };
    case "bulk-begin":
      return { ja: `連続搭載を始める（${name.ja}）`, en: `A bulk load begins (${name.en})` };
    case "bulk-load":
      return { ja: "次のカードに搭載する", en: "The next card is loaded" };
    case "bulk-end":
      return { ja: "連続搭載を終える", en: "The bulk load ends" };
    case "use-end":
      return { ja: `カードなしで利用を終了する（${name.ja}）`, en: `The use ends without the card (${name.en})` };
    case "replace":
      return { ja: "再交付されたカードに切り替える", en: "The card issued anew takes the old one's place" };
    case "upgrade":
      return {
        ja: `カードAPを新しい版に入れ替える（${name.ja}）`,
        en: `The card application is upgraded (${name.en})`,
      };
    case "new-version":
      return { ja: `新しい版を登録する（${name.ja}）`, en: `A new version is put into the catalogue (${name.en})` };
    case "told":
      return { ja: `${system.ja}が伝達を受けた`, en: `${system.en} was told` };
    case "rekey":
      return { ja: "カードの鍵を最新の世代に更新する", en: "The card is brought under the newest area key" };
    case "two-operators":
      return step.act === "keys.register"
        ? { ja: "二人で独自利用領域キーを登録する", en: "Two operators register the area key" }
        : { ja: "二人で再初期化を開始する", en: "Two operators open a re-initialisation" };
    case "publish-tuning":
      return step.version === undefined
        ? { ja: "二人でパラメータ設定を公開する", en: "Two operators publish the tuning" }
        : { ja: "二人で以前のパラメータ設定に戻す", en: "Two operators go back to an earlier tuning" };
    case "match":
      return {
        ja: "2つの業務システムが受け取った情報を突き合わせる",
        en: "Two business systems compare what they were told",
      };
    case "watch":
      return { ja: "2台目の端末でログインする", en: "An operator logs in at a second terminal" };
    case "diagnose":
      return { ja: "カード障害切り分けを行う", en: "The fault isolation runs" };
    case "restart-daemon":
      return { ja: "デーモンを起動し直す", en: "The daemon is started again" };
    case "pcscd":
      return step.state === "down"
        ? { ja: "PC/SCサービスが停止する", en: "The PC/SC service dies" }
        : { ja: "PC/SCサービスを起動する", en: "The PC/SC service is started" };
    case "call":
      return { ja: `${step.method} を呼び出す`, en: `${step.method} is called` };
  }
}
