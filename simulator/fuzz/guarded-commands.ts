import { ascii, concat, fromHex } from "#card/bytes/bytes.js";
import {
  deleteCommand,
  encodeDataGroup,
  encodeInstallParameters,
  install,
  loadCommands,
  storeDataCommands,
} from "#card/globalplatform/index.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { areaDomainAid } from "#card/region/aids.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import {
  activateFile,
  createFile,
  deleteFile,
  putAreaKeys,
  putAreaRecord,
  putData,
  selectDirectory,
  writeRecord,
} from "#card/region/iso-fs/commands.js";
import { directoryOf, encodeDirectory, encodeRecordFile } from "#card/region/iso-fs/control-parameters.js";
import { FIRST_DF } from "#card/region/iso-fs/names.js";
import type { Keyholder } from "./keyholder.js";

/** Commands in clear as a card application takes them inside its channel. */
export const APPLICATION_COMMANDS = [
  "00200080",
  "002000800434333231",
  "00240180083835393337313634",
  "00B2010C00",
  "00B2011400",
  "00B2020C00",
  "00DC010C03AABBCC",
  "00DC011402AABB",
  "00CADF7300",
  "00B0000000",
].map(fromHex);

/** Commands in clear as a security domain takes them inside its channel, on what a keyholder has on the card. */
export function domainCommands({ package: pkg }: Keyholder): readonly Uint8Array[] {
  const { aid, loadFileAid, loadFile, size } = pkg;
  const domainAid = areaDomainAid("13101");
  const parameters = encodeInstallParameters({ codeSpace: loadFile.length, dataSpace: size });
  const group = (id: string, data: Uint8Array) => concat(fromHex(id), Uint8Array.of(data.length), data);
  return [
    install.encode({ purpose: "load", loadFileAid, parameters }),
    install.encode({ purpose: "load", loadFileAid: fromHex("F0AABBCC01"), parameters }),
    ...loadCommands(loadFile, 200),
    ...["install" as const, "install-and-make-selectable" as const].map((purpose) =>
      install.encode({
        purpose,
        loadFileAid,
        moduleAid: aid,
        applicationAid: aid,
        privileges: 0,
        parameters: encodeInstallParameters({ application: new Uint8Array(0) }),
      }),
    ),
    install.encode({
      purpose: "install-and-make-selectable",
      loadFileAid: fromHex("A0000001515350"),
      moduleAid: fromHex("A000000151535041"),
      applicationAid: areaDomainAid("13102"),
      privileges: 0xa0_00_00,
      parameters: encodeInstallParameters({ application: new Uint8Array(0), dataSpace: 4096 }),
    }),
    install.encode({ purpose: "make-selectable", applicationAid: aid, privileges: 0 }),
    install.encode({ purpose: "personalization", applicationAid: aid }),
    install.encode({ purpose: "extradition", domainAid, applicationAid: aid }),
    install.encode({ purpose: "registry-update", applicationAid: aid, privileges: 0 }),
    deleteCommand.encode({ object: "card-content", aid, related: false }),
    deleteCommand.encode({ object: "card-content", aid: loadFileAid, related: true }),
    ...storeDataCommands(encodeDataGroup({ dgi: 0x8f01, data: new Uint8Array(49) }), 200, "dgi"),
    ...storeDataCommands(encodeDataGroup({ dgi: 0x8f02, data: new Uint8Array(16) }), 200, "dgi"),
    ...storeDataCommands(encodeDataGroup({ dgi: 0x8f03, data: new Uint8Array(0) }), 200, "dgi"),
    ...storeDataCommands(encodeDataGroup({ dgi: 0x0101, data: ascii("some record of a card") }), 8, "dgi"),
    new CommandApdu(0x80, 0xe2, 0x80, 0, group("DF70", ascii("a record"))),
    new CommandApdu(0x80, 0xe2, 0x80, 0, group("0070", ascii("an object"))),
    new CommandApdu(
      0x80,
      0xd8,
      0x00,
      0x81,
      concat(fromHex("02"), ...Array(3).fill(fromHex(`8811${"10"}${"00".repeat(16)}00`))),
      256,
    ),
    new CommandApdu(
      0x80,
      0xd8,
      0x01,
      0x81,
      concat(fromHex("01"), ...Array(3).fill(fromHex(`8010${"00".repeat(16)}03AABBCC`))),
      256,
    ),
    new CommandApdu(0x80, 0xf0, 0x40, 0x83, aid),
    new CommandApdu(0x80, 0xf0, 0x60, 0x80, domainAid),
    new CommandApdu(0x80, 0xf0, 0x80, 0x7f),
    new CommandApdu(0x80, 0xf0, 0x80, 0x0f),
    ...[0x80, 0x40, 0x20, 0x10].map((scope) => new CommandApdu(0x80, 0xf2, scope, 0x02, fromHex("4F00"), 256)),
    ...[0x66, 0xe0, 0xc1, 0xdf70, 0xdf71, 0xdf72, 0xff21].map(
      (tag) => new CommandApdu(0x80, 0xca, tag >> 8, tag & 0xff, undefined, 256),
    ),
  ].map((command) => command.encode());
}

/** Commands in clear as the area directory of a native file system takes them inside its session. */
export function directoryCommands(holder: Keyholder, keys: ChannelKeys): readonly Uint8Array[] {
  const { package: pkg } = holder;
  const group = (dgi: number, data: Uint8Array) => encodeDataGroup({ dgi, data });
  return [
    selectDirectory(FIRST_DF),
    createFile(encodeDirectory(directoryOf(pkg, FIRST_DF))),
    createFile(encodeDirectory(directoryOf({ ...pkg, aid: fromHex("F0AABBCC0102") }, FIRST_DF + 1))),
    ...pkg.files.map((file) => createFile(encodeRecordFile(file))),
    activateFile(),
    writeRecord(1, 1, ascii("a record")),
    putData(0x8f01, group(0x8f01, new Uint8Array(49))),
    putData(0x8f02, new Uint8Array(16)),
    putData(0x8f03, new Uint8Array(0)),
    putAreaKeys(keys, keys),
    putAreaRecord(holder.areaSetting(2)),
    deleteFile(FIRST_DF),
    deleteFile(FIRST_DF + 1),
    new CommandApdu(0x00, 0x04, 0, 0),
    ...[0xdf70, 0xdf71, 0xdf72, 0xff21].map((tag) => new CommandApdu(0x00, 0xca, tag >> 8, tag & 0xff, undefined, 256)),
  ].map((command) => command.encode());
}
