import { concat, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { readTlvs, tlv } from "#card/iso7816/tlv.js";
import { FieldReader, type GpCommand, parsing } from "./command.js";

const NAME = "DELETE";
const INS = 0xe4;

export type Delete =
  | {
      readonly object: "card-content";
      readonly aid: Uint8Array;
      /** A load file together with the applications made from it. */
      readonly related: boolean;
    }
  | {
      readonly object: "key";
      /** All versions when absent. */
      readonly keyVersion?: number;
      /** All identifiers of the version when absent. */
      readonly keyId?: number;
    };

export const deleteCommand: GpCommand<Delete> = {
  name: NAME,
  clause: "11.2",
  ins: INS,
  encode: (command) => {
    if (command.object === "card-content") {
      return new CommandApdu(0x80, INS, 0, command.related ? 0x80 : 0, tlv(0x4f, command.aid), 256);
    }
    const { keyId, keyVersion } = command;
    const part = (tag: number, value: number | undefined): Uint8Array =>
      value === undefined ? new Uint8Array(0) : tlv(tag, Uint8Array.of(value));
    return new CommandApdu(0x80, INS, 0, 0, concat(part(0xd0, keyId), part(0xd2, keyVersion)), 256);
  },
  decode: ({ p1, p2, data }) => {
    const reader = new FieldReader(NAME, data);
    if (p1 !== 0) throw reader.fault("P1");
    if ((p2 & 0x7f) !== 0) throw reader.fault("P2");
    const objects = parsing(NAME, "data", () => readTlvs(data));
    const value = (tag: number): Uint8Array | undefined => objects.find((object) => object.tag === tag)?.value;
    const aid = value(0x4f);
    if (aid !== undefined) {
      if (aid.length < 5 || aid.length > 16) throw reader.fault("AID");
      return { object: "card-content", aid: aid.slice(), related: p2 === 0x80 };
    }
    const [keyId, keyVersion] = [value(0xd0), value(0xd2)];
    if ((keyId ?? keyVersion) === undefined || (keyId?.length ?? 1) !== 1 || (keyVersion?.length ?? 1) !== 1) {
      throw reader.fault("AID or key");
    }
    return {
      object: "key",
      ...(keyId === undefined ? {} : { keyId: keyId[0]! }),
      ...(keyVersion === undefined ? {} : { keyVersion: keyVersion[0]! }),
    };
  },
  log: (command) =>
    command.object === "key"
      ? `key version ${command.keyVersion ?? "any"}, id ${command.keyId ?? "any"}`
      : `aid=${toHex(command.aid)}${command.related ? " and related objects" : ""}`,
};
