import { expect } from "chai";
import { encryptSensitive } from "#card/globalplatform/scp03/dek.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { SecureMessagingHost } from "#card/iso7816/secure-messaging/index.js";
import { encodePin, encodePinLock, encodeServiceKeys } from "#card/region/card-app/personalisation.js";
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
import { INS_DEACTIVATE_FILE, type KeyUse } from "#card/region/iso-fs/names.js";
import { definition, serviceKeysOf } from "../applications/card-app/rig.fixture.js";
import { areaKeys, type FsCard, nextKeys, settingKeys, swOf } from "./fs-card.fixture.js";

export const SETTING = { municipality: "13101", keyId: "K1", generation: 4, setBy: "test 1.0" };
/** File identifier of the steps' own DF. */
export const FILE_ID = 0x4d01;
const AREA = areaKeys();
const CONTENT = definition(1);
const hide = (plain: Uint8Array): Uint8Array => encryptSensitive(AREA.dek, plain);
const group = ({ dgi, data }: { readonly dgi: number; readonly data: Uint8Array }) => putData(dgi, data);

/** One command of a flow, and the session that it goes through. */
export interface Step {
  readonly name: string;
  readonly use: KeyUse;
  readonly keys: ChannelKeys;
  readonly command: CommandApdu;
}

const area = (name: string, command: CommandApdu): Step => ({ name, use: "area", keys: AREA, command });

export const SELECT = area("SELECT", selectDirectory(FILE_ID));
export const SET_AREA: readonly Step[] = [
  { name: "PUT DATA area keys", use: "setting", keys: settingKeys(), command: putAreaKeys(AREA, settingKeys()) },
  area("PUT DATA area record", putAreaRecord(SETTING)),
];
export const LOAD: readonly Step[] = [
  area("CREATE FILE of the DF", createFile(encodeDirectory(directoryOf(CONTENT, FILE_ID)))),
  ...CONTENT.files.map((file) => area(`CREATE FILE of EF ${file.id}`, createFile(encodeRecordFile(file)))),
  area("ACTIVATE FILE", activateFile()),
];
export const PERSONALISE: readonly Step[] = [
  area("UPDATE RECORD", writeRecord(1, 1, Uint8Array.of(1, 2, 3))),
  area("PUT DATA service keys", group(encodeServiceKeys(serviceKeysOf(1), hide))),
  area("PUT DATA PIN", group(encodePin("1234", hide))),
  area("PUT DATA PIN lock", group(encodePinLock())),
  area("DEACTIVATE FILE", new CommandApdu(0x00, INS_DEACTIVATE_FILE, 0, 0)),
];
export const CHANGE: readonly Step[] = [
  area("DELETE FILE", deleteFile(FILE_ID)),
  area("PUT DATA next keys", putAreaKeys(nextKeys(), AREA)),
  {
    name: "PUT DATA next record",
    use: "area",
    keys: nextKeys(),
    command: putAreaRecord({ ...SETTING, municipality: "14100", setUnder: "13101" }),
  },
];
/** Every command that writes, in an order in which each succeeds; a SELECT stands before those that need a current DF. */
export const FLOW: readonly Step[] = [...SET_AREA, ...LOAD, ...PERSONALISE, ...CHANGE];

/** Sends steps, each through a session of its own unless it goes on with the one before; every step must succeed. */
export async function runSteps(card: FsCard, steps: readonly Step[]): Promise<void> {
  let open: { readonly session: SecureMessagingHost; readonly step: Step } | undefined;
  for (const step of steps) {
    if (open?.step.keys !== step.keys) open = { session: await card.open(step.use, step.keys), step };
    expect(await swOf(open.session, step.command), step.name).to.equal("9000");
  }
}
