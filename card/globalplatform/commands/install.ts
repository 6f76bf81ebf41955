import { concat, readUintBE, toHex, uintBE } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { findTlv, readTlvs, tlv } from "#card/iso7816/tlv.js";
import { FieldReader, type GpCommand, lv, parsing } from "./command.js";
import { decodePrivileges, encodePrivileges } from "./privileges.js";

const NAME = "INSTALL";
const INS = 0xe6;
const NONE = new Uint8Array(0);

/** Announces a load file (11.5.2.3.1). */
export interface InstallForLoad {
  readonly purpose: "load";
  readonly loadFileAid: Uint8Array;
  /** Security domain that the load file will belong to; the selected one when absent. */
  readonly domainAid?: Uint8Array;
  /** Hash of the load file data block; its length names the algorithm (20 SHA-1, 32, 48, 64 SHA-2). */
  readonly hash?: Uint8Array;
  readonly parameters?: Uint8Array;
}

/** Makes an instance of a module, and makes it selectable where the purpose says so (11.5.2.3.2, 11.5.2.3.3). */
export interface InstallForInstall {
  readonly purpose: "install" | "install-and-make-selectable";
  readonly loadFileAid: Uint8Array;
  readonly moduleAid: Uint8Array;
  readonly applicationAid: Uint8Array;
  readonly privileges: number;
  readonly parameters?: Uint8Array;
}

export interface InstallForMakeSelectable {
  readonly purpose: "make-selectable";
  readonly applicationAid: Uint8Array;
  readonly privileges: number;
  readonly parameters?: Uint8Array;
}

/** Moves an application or load file to another security domain (11.5.2.3.4). */
export interface InstallForExtradition {
  readonly purpose: "extradition";
  readonly domainAid: Uint8Array;
  readonly applicationAid: Uint8Array;
  readonly parameters?: Uint8Array;
}

/** Changes an application's privileges (11.5.2.3.5); `domainAid` moves it as well. */
export interface InstallForRegistryUpdate {
  readonly purpose: "registry-update";
  readonly domainAid?: Uint8Array;
  readonly applicationAid?: Uint8Array;
  /** Left as they are when absent. */
  readonly privileges?: number;
  readonly parameters?: Uint8Array;
}

/** The STORE DATA commands that follow go to this application (11.5.2.3.6). */
export interface InstallForPersonalization {
  readonly purpose: "personalization";
  readonly applicationAid: Uint8Array;
}

export type Install =
  | InstallForLoad
  | InstallForInstall
  | InstallForMakeSelectable
  | InstallForExtradition
  | InstallForRegistryUpdate
  | InstallForPersonalization;

const P1: Readonly<Record<Install["purpose"], number>> = {
  load: 0x02,
  install: 0x04,
  "make-selectable": 0x08,
  "install-and-make-selectable": 0x0c,
  extradition: 0x10,
  personalization: 0x20,
  "registry-update": 0x40,
};

/** The six fields of the data field, in their order; the last two are parameters and token. */
function fieldsOf(command: Install): readonly Uint8Array[] {
  switch (command.purpose) {
    case "load":
      return [command.loadFileAid, command.domainAid ?? NONE, command.hash ?? NONE, command.parameters ?? NONE, NONE];
    case "install":
    case "install-and-make-selectable": {
      const { loadFileAid, moduleAid, applicationAid, privileges, parameters } = command;
      return [loadFileAid, moduleAid, applicationAid, encodePrivileges(privileges), parameters ?? NONE, NONE];
    }
    case "make-selectable": {
      const { applicationAid, privileges, parameters } = command;
      return [NONE, NONE, applicationAid, encodePrivileges(privileges), parameters ?? NONE, NONE];
    }
    case "extradition":
      return [command.domainAid, NONE, command.applicationAid, NONE, command.parameters ?? NONE, NONE];
    case "registry-update": {
      const privileges = command.privileges === undefined ? NONE : encodePrivileges(command.privileges);
      return [
        command.domainAid ?? NONE,
        NONE,
        command.applicationAid ?? NONE,
        privileges,
        command.parameters ?? NONE,
        NONE,
      ];
    }
    case "personalization":
      return [NONE, NONE, command.applicationAid, NONE, NONE, NONE];
  }
}

function decodeLoad(reader: FieldReader): InstallForLoad {
  const loadFileAid = reader.aid("load file AID");
  const domainAid = reader.aid("security domain AID", true);
  const hash = reader.field("load file data block hash");
  if (![0, 20, 32, 48, 64].includes(hash.length)) throw reader.fault("load file data block hash");
  const parameters = reader.field("load parameters");
  reader.field("load token");
  return {
    purpose: "load",
    loadFileAid,
    ...(domainAid.length === 0 ? {} : { domainAid }),
    ...(hash.length === 0 ? {} : { hash }),
    ...(parameters.length === 0 ? {} : { parameters }),
  };
}

/** All the other purposes share one layout of six fields. */
function decodeOther(reader: FieldReader, purpose: Exclude<Install["purpose"], "load">): Install {
  const installs = purpose === "install" || purpose === "install-and-make-selectable";
  const first = reader.aid(installs ? "load file AID" : "security domain AID", !installs && purpose !== "extradition");
  const moduleAid = reader.aid("module AID", !installs);
  const applicationAid = reader.aid("application AID", purpose === "registry-update");
  const privilegeField = reader.field("privileges");
  const fields = reader.field("parameters");
  // Cards of GlobalPlatform 2.1 were given no token field after empty parameters.
  if (!reader.atEnd) reader.field("token");
  const parameters = fields.length === 0 ? {} : { parameters: fields };
  const decoded = privilegeField.length === 0 ? undefined : decodePrivileges(privilegeField);
  if (privilegeField.length > 0 && decoded === undefined) throw reader.fault("privileges");
  switch (purpose) {
    case "install":
    case "install-and-make-selectable":
      return { purpose, loadFileAid: first, moduleAid, applicationAid, privileges: decoded ?? 0, ...parameters };
    case "make-selectable":
      return { purpose, applicationAid, privileges: decoded ?? 0, ...parameters };
    case "extradition":
      return { purpose, domainAid: first, applicationAid, ...parameters };
    case "personalization":
      return { purpose, applicationAid };
    case "registry-update":
      return {
        purpose,
        ...(first.length === 0 ? {} : { domainAid: first }),
        ...(applicationAid.length === 0 ? {} : { applicationAid }),
        ...(decoded === undefined ? {} : { privileges: decoded }),
        ...parameters,
      };
  }
}

export const install: GpCommand<Install> = {
  name: NAME,
  clause: "11.5",
  ins: INS,
  encode: (command) => new CommandApdu(0x80, INS, P1[command.purpose], 0, concat(...fieldsOf(command).map(lv)), 256),
  decode: ({ p1, data }) => {
    const reader = new FieldReader(NAME, data);
    const purpose = (Object.keys(P1) as Install["purpose"][]).find((candidate) => P1[candidate] === p1);
    if (purpose === undefined) throw reader.fault("P1");
    const command = purpose === "load" ? decodeLoad(reader) : decodeOther(reader, purpose);
    reader.end();
    return command;
  },
  log: (command) => {
    const aids = Object.entries(command).filter((entry): entry is [string, Uint8Array] => entry[0].endsWith("Aid"));
    return [`for ${command.purpose}`, ...aids.map(([name, aid]) => `${name}=${toHex(aid)}`)].join(" ");
  },
};

/** What of the parameters of INSTALL this card language knows (11.5.2.3.7). */
export interface InstallParameters {
  /** `C9`: for the application itself. */
  readonly application?: Uint8Array;
  /** `EF`{`C6`}: octets of non-volatile memory that the load file needs. */
  readonly codeSpace?: number;
  /** `EF`{`C7`}: octets of volatile memory that an application needs, or may take at most. */
  readonly volatileSpace?: number;
  /** `EF`{`C8`}: octets of non-volatile memory for data: the quota of an area security domain (decision 0002). */
  readonly dataSpace?: number;
}

export function encodeInstallParameters(parameters: InstallParameters): Uint8Array {
  const { application, codeSpace, volatileSpace, dataSpace } = parameters;
  const space = (tag: number, octets: number | undefined): Uint8Array =>
    octets === undefined ? NONE : tlv(tag, uintBE(octets, octets > 0xffff ? 4 : 2));
  const system = concat(space(0xc6, codeSpace), space(0xc7, volatileSpace), space(0xc8, dataSpace));
  return concat(
    application === undefined ? NONE : tlv(0xc9, application),
    system.length > 0 ? tlv(0xef, system) : NONE,
  );
}

/** Reads the parameters; tags that are not known are passed over. Throws `gp.malformed-command`. */
export function decodeInstallParameters(octets: Uint8Array = NONE): InstallParameters {
  return parsing(NAME, "parameters", () => {
    const objects = readTlvs(octets);
    const application = objects.find((object) => object.tag === 0xc9)?.value;
    const system = objects.find((object) => object.tag === 0xef)?.value ?? NONE;
    const space = (tag: number): number | undefined => {
      const value = findTlv(system, tag);
      return value === undefined ? undefined : readUintBE(value, 0, value.length);
    };
    const codeSpace = space(0xc6);
    const volatileSpace = space(0xc7);
    const dataSpace = space(0xc8);
    return {
      ...(application === undefined ? {} : { application }),
      ...(codeSpace === undefined ? {} : { codeSpace }),
      ...(volatileSpace === undefined ? {} : { volatileSpace }),
      ...(dataSpace === undefined ? {} : { dataSpace }),
    };
  });
}
