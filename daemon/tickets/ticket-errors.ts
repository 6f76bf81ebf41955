import { errorFamily } from "#card/errors/madoguchi-error.js";

export const moveErrors = errorFamily("move", {
  "no-key": {
    en: {
      cause:
        "the key under which the area stands is not at hand: the municipality is not on this system, and no hand-over ticket was given",
      remedy: "Ask the municipality that is named for a hand-over ticket for this card, and try again with it.",
    },
    ja: {
      cause: "領域の現在の鍵がありません(設定元の市町村は本システムを利用しておらず、引継チケットも指定されていません)",
      remedy: "示された市町村にこのカードの引継チケットの発行を依頼し、チケットを指定してやり直してください。",
    },
  },
  "no-partner": {
    en: {
      cause: "no public keys of this municipality are configured",
      remedy: "Exchange public keys with the municipality and name them under partners in the configuration.",
    },
    ja: {
      cause: "この市町村の公開鍵が設定されていません",
      remedy: "相手の市町村と公開鍵を交換し、設定ファイルの partners に登録してください。",
    },
  },
  "bad-partner-keys": {
    en: {
      cause: "a partner's key file is not a set of one signing and one encryption key (public RSA, 2048 bits at least)",
      remedy: "Store what the partner's move.publicKeys answered, as it is, in the file.",
    },
    ja: {
      cause: "相手市町村の鍵ファイルが、署名用・暗号化用のRSA公開鍵(2048ビット以上)各1個の組になっていません",
      remedy: "相手のシステムの move.publicKeys の応答を、そのままファイルに保存してください。",
    },
  },
  "bad-ticket": {
    en: {
      cause: "the hand-over ticket cannot be opened here, or was not issued by a municipality that is known",
      remedy: "Check that the ticket is whole and was issued for this municipality; otherwise ask for a new one.",
    },
    ja: {
      cause: "引継チケットを開けないか、登録済みの市町村が発行したものではありません",
      remedy: "チケットが欠けていないか、自市町村あてかを確認し、必要なら再発行を依頼してください。",
    },
  },
  "ticket-expired": {
    en: { cause: "the hand-over ticket has expired", remedy: "Ask the issuing municipality for a new one." },
    ja: { cause: "引継チケットの有効期限が切れています", remedy: "発行元の市町村に再発行を依頼してください。" },
  },
  "ticket-used": {
    en: {
      cause: "the hand-over ticket was used already",
      remedy: "A ticket is good for one continuation. List the card: it may have been taken over.",
    },
    ja: {
      cause: "この引継チケットは使用済みです",
      remedy: "チケットは1回限りです。カード内AP一覧で、引越継続が完了していないか確認してください。",
    },
  },
  "ticket-other-card": {
    en: {
      cause: "the hand-over ticket is for another card, or for another state of its area",
      remedy: "Ask for a ticket with what move.inspect answers for the card in the reader.",
    },
    ja: {
      cause: "引継チケットが別のカード、または領域の別の状態に対するものです",
      remedy: "リーダ上のカードについて move.inspect の内容を示し、チケットの発行を依頼してください。",
    },
  },
  "still-resident": {
    en: {
      cause: "the holder of this card is still a resident of the municipality whose card it is, by its last import",
      remedy: "Let that municipality import its newest resident file; the card is free once the move-out is in it.",
    },
    ja: {
      cause: "領域を設定した市町村が取り込んだ住民情報では、このカードの本人はまだその市町村の住民です",
      remedy: "その市町村で最新の住民情報を取り込んでください。転出が反映された後に引き継げます。",
    },
  },
});
