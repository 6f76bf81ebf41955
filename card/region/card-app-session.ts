import { errorFamily, isMadoguchiError, type MadoguchiError } from "#card/errors/madoguchi-error.js";
import { openScp03, type Scp03Host } from "#card/globalplatform/scp03/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { RandomSource } from "#card/ports/random.js";
import type { CardLink } from "#card/reader/card-link.js";
import {
  CARD_APP_LEVEL,
  type CardAppSelfState,
  changePin,
  getState,
  parseSelfState,
  readRecord,
  updateRecord,
  verifyPin,
} from "./card-app/commands.js";
import type { ChannelKeys } from "./card-driver.js";

export const cardAppErrors = errorFamily("card-app", {
  "not-loaded": {
    en: { cause: "the card does not carry this application", remedy: "Load the application first." },
    ja: { cause: "このカードAPはカードに搭載されていません", remedy: "先にカードAPを搭載してください。" },
  },
  "not-personalised": {
    en: {
      cause: "the application is on the card, but it has no keys yet",
      remedy: "Let the counter finish the loading of the application.",
    },
    ja: {
      cause: "カードAPは搭載されていますが、個別化が済んでいません",
      remedy: "窓口でカードAPの搭載処理を完了してください。",
    },
  },
  "not-paired": {
    en: {
      cause: "application and system do not share a key: mutual authentication failed",
      remedy:
        "Use the system that is paired with this application. If it is this one, the card may be forged: keep it.",
    },
    ja: {
      cause: "カードAPとシステムの相互認証に失敗しました",
      remedy:
        "このカードAPと対になる業務システムを使用してください。対のシステムで発生した場合は不正カードの疑いがあります。",
    },
  },
  "wrong-pin": {
    en: { cause: "the PIN is wrong", remedy: "Enter the PIN again; the tries that are left are shown." },
    ja: { cause: "暗証番号が違います", remedy: "残り回数を確認のうえ、入力し直してください。" },
  },
  locked: {
    en: {
      cause: "the application is locked: its PIN was entered wrongly too often",
      remedy: "Let the counter check the holder's identity and set a new PIN.",
    },
    ja: {
      cause: "暗証番号の誤りが続いたため、カードAPがロックされています",
      remedy: "窓口で本人確認を受け、暗証番号を再設定してください。",
    },
  },
  "no-pin": {
    en: { cause: "no PIN has been set for this application", remedy: "Let the holder set a PIN at the counter." },
    ja: { cause: "このカードAPの暗証番号が設定されていません", remedy: "窓口で暗証番号を設定してください。" },
  },
  "bad-pin": {
    en: {
      cause: "the PIN does not have the digits that the application demands",
      remedy: "Enter a PIN of the demanded length, digits only. No try was used.",
    },
    ja: {
      cause: "暗証番号の桁数または文字がカードAPの定めと異なります",
      remedy: "定められた桁数の数字を入力してください。残り回数は減っていません。",
    },
  },
  "access-denied": {
    en: {
      cause: "the access rules of the application do not allow this now",
      remedy: "Verify the PIN first, where the rule asks for it; some records can never be read or changed.",
    },
    ja: {
      cause: "カードAPのアクセス条件を満たしていません",
      remedy: "暗証番号の照合が必要な場合は先に照合してください。読み書きできないレコードもあります。",
    },
  },
  "record-absent": {
    en: {
      cause: "there is no such record, or it was never written",
      remedy: "Check file and record number against the definition of the application.",
    },
    ja: {
      cause: "指定したレコードがないか、まだ書き込まれていません",
      remedy: "カードAPの定義のファイル番号・レコード番号を確認してください。",
    },
  },
  "wrong-size": {
    en: {
      cause: "the data are empty or longer than the record",
      remedy: "Give one octet at least and no more than the record holds.",
    },
    ja: {
      cause: "データが空か、レコード長を超えています",
      remedy: "1オクテット以上、レコード長以内のデータを指定してください。",
    },
  },
  refused: {
    en: {
      cause: "the card refused a command of its application",
      remedy: "Begin again. If it stays, run the card fault isolation.",
    },
    ja: {
      cause: "カードAPがコマンドを拒否しました",
      remedy: "やり直してください。続く場合はカード障害切り分けを実行してください。",
    },
  },
});

const hexWord = (sw: number): string => sw.toString(16).toUpperCase().padStart(4, "0");

function errorOf(sw: number): MadoguchiError {
  const details = { sw: hexWord(sw) };
  if ((sw & 0xfff0) === SW.TRIES_LEFT) return cardAppErrors.error("wrong-pin", { ...details, triesLeft: sw & 0x0f });
  switch (sw) {
    case SW.METHOD_BLOCKED:
      return cardAppErrors.error("locked", details);
    case SW.REFERENCE_DATA_UNUSABLE:
      return cardAppErrors.error("no-pin", details);
    case SW.SECURITY_STATUS:
      return cardAppErrors.error("access-denied", details);
    case SW.CONDITIONS:
      return cardAppErrors.error("not-personalised", details);
    case SW.RECORD_NOT_FOUND:
    case SW.NOT_FOUND:
      return cardAppErrors.error("record-absent", details);
    case SW.WRONG_LENGTH:
      return cardAppErrors.error("wrong-size", details);
    case SW.WRONG_DATA:
      return cardAppErrors.error("bad-pin", details);
    default:
      return cardAppErrors.error("refused", details);
  }
}

/** A business system's mutually authenticated session with its card application. All errors are `card-app.*`. */
export interface CardAppSession {
  /** Throws `card-app.wrong-pin` (with `triesLeft`), `card-app.locked`, `card-app.no-pin`, `card-app.bad-pin`. */
  verifyPin(pin: string): Promise<void>;
  /** `record` counts from 1. Throws `card-app.access-denied`, `card-app.record-absent`, `card-app.locked`. */
  readRecord(file: number, record: number): Promise<Uint8Array>;
  updateRecord(file: number, record: number, data: Uint8Array): Promise<void>;
  /** After `verifyPin` in this session. Throws `card-app.access-denied`, `card-app.bad-pin`. */
  changePin(pin: string): Promise<void>;
  /** Tries left, 0 when locked; uses none. Throws `card-app.no-pin`. */
  triesLeft(): Promise<number>;
  state(): Promise<CardAppSelfState>;
}

class OpenCardApp implements CardAppSession {
  readonly #channel: Scp03Host;

  constructor(channel: Scp03Host) {
    this.#channel = channel;
  }

  async #send(command: CommandApdu): Promise<Uint8Array> {
    const response = await this.#channel.transmit(command);
    if (!response.ok) throw errorOf(response.sw);
    return response.data;
  }

  async verifyPin(pin: string): Promise<void> {
    // An empty VERIFY would be taken for the question about the tries.
    if (pin === "") throw cardAppErrors.error("bad-pin");
    const { sw } = await this.#channel.transmit(verifyPin(pin));
    if (sw === SW.TRIES_LEFT) throw cardAppErrors.error("locked", { sw: hexWord(sw) });
    if (sw !== SW.OK) throw errorOf(sw);
  }

  readRecord(file: number, record: number): Promise<Uint8Array> {
    return this.#send(readRecord(file, record));
  }

  async updateRecord(file: number, record: number, data: Uint8Array): Promise<void> {
    await this.#send(updateRecord(file, record, data));
  }

  async changePin(pin: string): Promise<void> {
    await this.#send(changePin(pin));
  }

  async triesLeft(): Promise<number> {
    const { sw } = await this.#channel.transmit(verifyPin());
    if ((sw & 0xfff0) === SW.TRIES_LEFT) return sw & 0x0f;
    if (sw === SW.METHOD_BLOCKED) return 0;
    if (sw !== SW.OK) throw errorOf(sw);
    // Verified already: the answer does not count then.
    const { triesLeft } = await this.state();
    return triesLeft;
  }

  async state(): Promise<CardAppSelfState> {
    return parseSelfState(await this.#send(getState()));
  }
}

/**
 * Opens a card application for its business system: SELECT (unless `aid` is absent: it is selected already), then mutual
 * authentication under the service keys. No PIN try is used. Throws `card-app.not-loaded`, `card-app.not-personalised`,
 * `card-app.not-paired`, and what the link throws.
 */
export async function openCardApp(
  link: CardLink,
  aid: Uint8Array | undefined,
  serviceKeys: ChannelKeys,
  random: RandomSource,
): Promise<CardAppSession> {
  if (aid !== undefined) {
    const selected = ResponseApdu.parse(
      await link.transmit(new CommandApdu(0x00, 0xa4, 0x04, 0x00, aid, 256).encode()),
    );
    if (selected.sw === SW.NOT_FOUND) throw cardAppErrors.error("not-loaded", { sw: hexWord(selected.sw) });
    if (!selected.ok) throw errorOf(selected.sw);
  }
  try {
    const channel = await openScp03(link, serviceKeys, { level: CARD_APP_LEVEL, random });
    // One protected answer before anything else: whoever stands between and strips the protection is found out before a PIN is sent.
    await channel.transmit(getState());
    return new OpenCardApp(channel);
  } catch (error) {
    if (!isMadoguchiError(error) || !error.code.startsWith("scp.")) throw error;
    const { sw } = error.details;
    if (sw === hexWord(SW.CONDITIONS)) throw cardAppErrors.error("not-personalised", { sw }, { cause: error });
    throw cardAppErrors.error(
      "not-paired",
      { reason: error.code, ...(sw === undefined ? {} : { sw }) },
      { cause: error },
    );
  }
}
