import { readUintBE, toHex } from "../bytes/bytes.js";
import { CommandApdu } from "../iso7816/command-apdu.js";
import { type CommandKind, commandKind } from "../iso7816/command-names.js";
import { statusWordText } from "../iso7816/status-words.js";
import { withoutData } from "../myna/personal-reads.js";
import { fileName, type Whereabouts } from "./file-names.js";
import { maskCommand } from "./mask.js";
import { aidName, dataObjectNames, statusWordJa } from "./names.js";
import type { Bilingual, ToldApdu } from "./types.js";

const both = (text: string): Bilingual => ({ ja: text, en: text });

const NOWHERE: Whereabouts = { application: undefined, file: undefined };

/** The part of `00 B0` or `00 B2` that names the file: a short EF identifier, or the current one. */
function file(sfi: number, at: Whereabouts): Bilingual {
  const id = sfi === 0 ? at.file : sfi;
  return id === undefined ? { ja: "選択中のEF", en: "current EF" } : fileName(id, at.application);
}

function select({ p1, p2, data }: CommandApdu, { application }: Whereabouts): Bilingual {
  if (p1 === 0x04) {
    const name = aidName(data);
    return (p2 & 0x02) === 0 ? name : { ja: `${name.ja}（次の候補）`, en: `${name.en} (next)` };
  }
  if (data.length === 0) return { ja: "MF", en: "MF" };
  return data.length === 2 ? fileName(readUintBE(data, 0, 2), application) : both(`EF ${toHex(data)}`);
}

function readBinary({ p1, p2 }: CommandApdu, at: Whereabouts): Bilingual {
  const short = (p1 & 0x80) !== 0;
  const where = file(short ? p1 & 0x1f : 0, at);
  const offset = short ? p2 : (p1 << 8) | p2;
  return { ja: `${where.ja} ${offset}オクテット目から`, en: `${where.en} from octet ${offset}` };
}

function record({ p1, p2 }: CommandApdu, at: Whereabouts): Bilingual {
  const where = file(p2 >> 3, at);
  return { ja: `${where.ja} 第${p1}レコード`, en: `${where.en} record ${p1}` };
}

/** AID after a length octet in the clear; encrypted command data (GlobalPlatform amendment D, C-DECRYPTION) give nothing. */
function leadingAid(data: Uint8Array): Bilingual | undefined {
  const length = data[0] ?? 0;
  return length >= 5 && length <= 16 && data.length > length ? aidName(data.subarray(1, 1 + length)) : undefined;
}

const SECURITY_LEVELS: ReadonlyMap<number, string> = new Map([
  [0x00, "no secure messaging"],
  [0x01, "C-MAC"],
  [0x03, "C-DECRYPTION, C-MAC"],
  [0x11, "C-MAC, R-MAC"],
  [0x13, "C-DECRYPTION, R-MAC, C-MAC"],
  [0x33, "C-DECRYPTION, R-ENCRYPTION, C-MAC, R-MAC"],
]);

/** What the command is about, told from its header and from data that are neither secret nor encrypted. */
function about(command: CommandApdu, kind: CommandKind, at: Whereabouts): Bilingual | undefined {
  const { cla, ins, p1, p2, data } = command;
  const secured = (cla & 0x80) !== 0 && (cla & 0x04) !== 0;
  const last = (p1 & 0x80) !== 0;
  switch (kind.name) {
    case "SELECT":
      return select(command, at);
    case "READ BINARY":
      return readBinary(command, at);
    case "READ RECORD":
    case "UPDATE RECORD":
      return record(command, at);
    case "GET DATA": {
      const tag = ins === 0xca ? (p1 << 8) | p2 : readUintBE(data, 2, Math.min(data[1] ?? 0, 4));
      const name = dataObjectNames.get(tag);
      const hex = toHex(Uint8Array.of(p1, p2));
      return name === undefined ? both(hex) : { ja: `${name.ja}（${hex}）`, en: `${name.en} (${hex})` };
    }
    case "INITIALIZE UPDATE":
      return { ja: `鍵バージョン ${p1}`, en: `key version ${p1}` };
    case "EXTERNAL AUTHENTICATE":
      return secured ? both(SECURITY_LEVELS.get(p1) ?? `level ${p1}`) : undefined;
    case "LOAD":
    case "STORE DATA":
      return { ja: `ブロック ${p2}${last ? "（最終）" : ""}`, en: `block ${p2}${last ? " (last)" : ""}` };
    case "PUT KEY":
      return p1 === 0
        ? { ja: "鍵の追加", en: "add keys" }
        : { ja: `鍵バージョン ${p1} の置換え`, en: `replace key version ${p1}` };
    case "INSTALL [for load]":
      return secured ? undefined : leadingAid(data);
    case "VERIFY":
      if (data.length === 0) return { ja: "残り回数の照会", en: "asks for the tries left" };
      return file(p2 & 0x1f, at);
    default:
      return undefined;
  }
}

/** What an answer says; a faulty card may give none, or one too short for a status word. */
function outcomeOf(response: Uint8Array | undefined): Bilingual {
  if (response === undefined) return { ja: "応答なし（カードが離れた）", en: "no answer (the card was gone)" };
  if (response.length === 0) return { ja: "応答なし（カードが沈黙）", en: "no answer (the card is silent)" };
  if (response.length === 1) return { ja: "応答が途中で切れている", en: "the answer is cut off" };
  const sw = readUintBE(response, response.length - 2, 2);
  return { ja: statusWordJa(sw), en: statusWordText(sw) };
}

/**
 * One exchange as a trace may show it: masked, named and told in both languages. `response` is absent when the card lost its power;
 * `personal` says that its data are the holder's (`PersonalReads`) and must not be kept; `at` is what was selected (its `whereabouts`), by
 * which files have names.
 */
export function describeApdu(
  command: Uint8Array,
  response: Uint8Array | undefined,
  personal = false,
  at: Whereabouts = NOWHERE,
): ToldApdu {
  const kind = commandKind(command[0] ?? 0, command[1] ?? 0, command[2] ?? 0);
  let parsed: CommandApdu | undefined;
  try {
    parsed = CommandApdu.parse(command);
  } catch {
    parsed = undefined;
  }
  const subject = parsed === undefined ? { ja: "長さが不正", en: "malformed" } : about(parsed, kind, at);
  const detail =
    subject === undefined
      ? { ja: kind.ja, en: kind.en }
      : { ja: `${kind.ja}: ${subject.ja}`, en: `${kind.en}: ${subject.en}` };
  return {
    command: maskCommand(command),
    response: response === undefined ? "" : personal ? withoutData(response) : toHex(response),
    name: kind.name,
    detail,
    outcome: outcomeOf(response),
    writes: kind.writes,
  };
}
