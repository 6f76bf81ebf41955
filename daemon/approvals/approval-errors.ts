import { errorFamily } from "#card/errors/madoguchi-error.js";

export const approvalErrors = errorFamily("approval", {
  needed: {
    en: {
      cause: "this act takes two operators, and no approval was given with it",
      remedy: "Ask for approval (approvals.request), let a second operator approve it, and repeat with its id.",
    },
    ja: {
      cause: "二人のオペレータによる承認が必要な操作です",
      remedy: "承認を依頼(approvals.request)し、別のオペレータの承認を得てから、そのIDを付けてやり直してください。",
    },
  },
  unknown: {
    en: { cause: "there is no such request for approval", remedy: "Choose one of approvals.list." },
    ja: { cause: "該当する承認依頼はありません", remedy: "承認依頼の一覧から選び直してください。" },
  },
  "same-person": {
    en: {
      cause: "nobody approves what he asked for himself",
      remedy: "Let another operator who has the right decide.",
    },
    ja: { cause: "自分の依頼を自分で承認することはできません", remedy: "権限を持つ別のオペレータに依頼してください。" },
  },
  decided: {
    en: { cause: "the request was decided already", remedy: "Ask anew if it is still needed." },
    ja: { cause: "この依頼は既に処理されています", remedy: "必要な場合は改めて依頼してください。" },
  },
  expired: {
    en: { cause: "the time of the request or approval has run out", remedy: "Ask anew." },
    ja: { cause: "依頼または承認の期限が過ぎています", remedy: "改めて依頼してください。" },
  },
  "not-approved": {
    en: {
      cause: "the request is open, rejected or used up",
      remedy: "Wait for the second operator, or ask anew: an approval holds for one act.",
    },
    ja: {
      cause: "承認されていないか、却下済みまたは使用済みの依頼です",
      remedy: "承認を待つか、改めて依頼してください。承認は1回限り有効です。",
    },
  },
  "another-subject": {
    en: {
      cause: "the approval was given for something else",
      remedy: "Do exactly what was approved, or ask for approval of what is to be done now.",
    },
    ja: {
      cause: "承認された内容と異なります",
      remedy: "承認された内容どおりに実行するか、改めて承認を依頼してください。",
    },
  },
});
