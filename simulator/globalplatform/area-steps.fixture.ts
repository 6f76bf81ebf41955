import { expect } from "chai";
import { equal, fromHex, toHex } from "#card/bytes/bytes.js";
import {
  deleteCommand,
  encodeInstallParameters,
  type GpChannel,
  install,
  LifeCycle,
  loadCommands,
  putChannelKeys,
  setStatus,
  storeDataCommands,
} from "#card/globalplatform/index.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import {
  areaDomainAid,
  REGIONAL_DOMAIN_AID,
  SECURITY_DOMAIN_LOAD_FILE,
  SECURITY_DOMAIN_MODULE,
} from "#card/region/aids.js";
import { encodeAreaRecord } from "#card/region/area-record.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { AREA_PRIVILEGES } from "./global-platform.js";
import { AREA_KEYS, SETTING_KEYS, type TestCard } from "./gp-card.fixture.js";

export const MUNICIPALITY = "13101";
export const AREA = areaDomainAid(MUNICIPALITY);
export const LOAD_FILE = fromHex("F04D41444F2113101F01");
export const APPLICATION = fromHex("F04D41444F2013101F01");
export const SETTING = { municipality: MUNICIPALITY, keyId: "K-2026", generation: 4, setBy: "test 1.0" };

/** One command of a flow, with the channel it goes through. */
export interface Step {
  readonly name: string;
  readonly domain: Uint8Array;
  readonly keys: ChannelKeys;
  readonly command: (channel: GpChannel) => CommandApdu;
}

export function installArea(quota: number, aid: Uint8Array = AREA): CommandApdu {
  return install.encode({
    purpose: "install-and-make-selectable",
    loadFileAid: SECURITY_DOMAIN_LOAD_FILE,
    moduleAid: SECURITY_DOMAIN_MODULE,
    applicationAid: aid,
    privileges: AREA_PRIVILEGES,
    parameters: encodeInstallParameters({ application: new Uint8Array(0), dataSpace: quota }),
  });
}

export function installApplication(applicationAid = APPLICATION, loadFileAid = LOAD_FILE): CommandApdu {
  const purpose = "install-and-make-selectable";
  return install.encode({ purpose, loadFileAid, moduleAid: applicationAid, applicationAid, privileges: 0 });
}

export const deleteAll = (aid: Uint8Array): CommandApdu =>
  deleteCommand.encode({ object: "card-content", aid, related: true });

/** Set-area as decision 0002 has it. */
export function setAreaSteps(quota = 6000, aid: Uint8Array = AREA, keys: ChannelKeys = AREA_KEYS): Step[] {
  const under = { domain: aid, keys };
  return [
    { name: "INSTALL area", domain: REGIONAL_DOMAIN_AID, keys: SETTING_KEYS, command: () => installArea(quota, aid) },
    {
      name: "PUT KEY",
      domain: aid,
      keys: SETTING_KEYS,
      command: (channel) => putChannelKeys(keys, 0, (value) => channel.encryptSensitive(value), channel.keyFormat),
    },
    { ...under, name: "STORE DATA", command: () => storeDataCommands(encodeAreaRecord(SETTING), 200, "tlv")[0]! },
    {
      ...under,
      name: "SET STATUS",
      command: () => setStatus.encode({ scope: "application", state: LifeCycle.PERSONALIZED, aid }),
    },
  ];
}

/** Sends steps, each through a channel of its own unless it goes on with the one before; every step must succeed. */
export async function runSteps(card: TestCard, steps: readonly Step[]): Promise<void> {
  let open: { readonly channel: GpChannel; readonly step: Step } | undefined;
  for (const step of steps) {
    if (open === undefined || !equal(open.step.domain, step.domain) || open.step.keys !== step.keys) {
      open = { channel: await card.openAny(step.domain, step.keys), step };
    }
    const response = await open.channel.transmit(step.command(open.channel));
    expect(toHex(response.encode()).slice(-4), step.name).to.equal("9000");
  }
}

/** A load file's commands on the area's channel. */
export function loadSteps(loadFile: Uint8Array, blockSize = 100, keys: ChannelKeys = AREA_KEYS): Step[] {
  const under = { domain: AREA, keys };
  const parameters = encodeInstallParameters({ codeSpace: loadFile.length });
  return [
    {
      ...under,
      name: "INSTALL [for load]",
      command: () => install.encode({ purpose: "load", loadFileAid: LOAD_FILE, parameters }),
    },
    ...loadCommands(loadFile, blockSize).map((command) => ({
      ...under,
      name: `LOAD ${command.p2}`,
      command: () => command,
    })),
    { ...under, name: "INSTALL [for install]", command: () => installApplication() },
  ];
}
