import { errorFamily } from "#card/errors/madoguchi-error.js";

/** What is wrong with a certificate that is shown as a PDF file. */
export const paperErrors = errorFamily("paper", {
  "not-signed": {
    en: {
      cause: "the file is no PDF with one signature over the whole of it",
      remedy: "Ask for the file as the issuing server gave it; a scan or a printout cannot be judged.",
    },
    ja: {
      cause: "文書全体に対する電子署名が付いたPDFではありません",
      remedy: "証明発行サーバが発行したファイルそのものを使用してください。スキャンや印刷物は検証できません。",
    },
  },
  altered: {
    en: {
      cause: "the file was changed after it was signed",
      remedy: "Do not accept it; ask the issuing municipality for the certificate of this serial number.",
    },
    ja: {
      cause: "署名後にファイルが変更されています",
      remedy: "受け付けず、発行番号をもとに発行元の市町村へ照会してください。",
    },
  },
  "unknown-signer": {
    en: {
      cause: "the signer's certificate does not come from the authority that is trusted here, or is not valid now",
      remedy: "Check that the right authority was named; otherwise the file is not from this municipality.",
    },
    ja: {
      cause: "署名者の証明書が信頼する認証局から発行されたものでないか、現在有効ではありません",
      remedy: "指定した認証局が正しいか確認してください。正しければ、この市町村が発行したものではありません。",
    },
  },
  "no-signing-certificate": {
    en: {
      cause: "the signer's certificate is not one for signing documents",
      remedy: "Do not accept the file; ask the issuing municipality.",
    },
    ja: {
      cause: "署名者の証明書が文書署名用のものではありません",
      remedy: "受け付けず、発行元の市町村へ照会してください。",
    },
  },
});
