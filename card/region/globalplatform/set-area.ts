import {
  encodeInstallParameters,
  type GpChannel,
  install,
  LifeCycle,
  Privilege,
  parseKeyInformation,
  setStatus,
  storeDataCommands,
} from "#card/globalplatform/index.js";
import { areaDomainAid, SECURITY_DOMAIN_LOAD_FILE, SECURITY_DOMAIN_MODULE } from "../aids.js";
import { encodeAreaRecord } from "../area-record.js";
import type { AreaSetting, AreaSettingKeys, StepListener } from "../card-driver.js";
import { cardErrors } from "../card-errors.js";
import { getObject, select } from "../clear-commands.js";
import { readArea, selectRegionalDomain } from "../list.js";
import { blockSize, type GpContext, openChannel, perform } from "./exchange.js";
import { putKeys } from "./put-keys.js";

/** The key information template has the area keys once PUT KEY has been carried out. */
const KEY_INFORMATION_TAG = 0xe0;
const AREA_DOMAIN_PRIVILEGES = Privilege.SECURITY_DOMAIN | Privilege.AUTHORIZED_MANAGEMENT | Privilege.TRUSTED_PATH;

const STEPS = ["install-area-domain", "put-area-keys", "store-area-record", "activate-area"] as const;

/** Makes the area security domain under the regional one, with all the memory that is promised to the region. */
async function installDomain(channel: GpChannel, applicationAid: Uint8Array, quota: number): Promise<void> {
  const command = install.encode({
    purpose: "install-and-make-selectable",
    loadFileAid: SECURITY_DOMAIN_LOAD_FILE,
    moduleAid: SECURITY_DOMAIN_MODULE,
    applicationAid,
    privileges: AREA_DOMAIN_PRIVILEGES,
    parameters: encodeInstallParameters({ application: new Uint8Array(0), dataSpace: quota }),
  });
  await perform(channel, "INSTALL", command);
}

/** True when the selected area domain has keys of its own. */
async function hasOwnKeys(context: GpContext, version: number): Promise<boolean> {
  const octets = await getObject(context.link, KEY_INFORMATION_TAG);
  return octets !== undefined && parseKeyInformation(octets).some((key) => key.version === version);
}

/**
 * Sets the area: four writes, each of which finds out what an earlier, torn setting has done already.
 * Both keys are proved by the card before the write that needs them. Throws `card.area-already-set`, `card.area-key-mismatch`.
 */
export async function setArea(
  context: GpContext,
  keys: AreaSettingKeys,
  setting: AreaSetting,
  onStep: StepListener = () => {},
): Promise<void> {
  const record = encodeAreaRecord(setting);
  const aid = areaDomainAid(setting.municipality);
  const { area, memory } = await readArea(context.link);
  if (area.state === "set") throw cardErrors.error("area-already-set", { municipality: area.municipality });
  const step = (index: number) => onStep({ name: STEPS[index]!, done: index, total: STEPS.length });

  if (!(await select(context.link, aid))) {
    await selectRegionalDomain(context.link);
    const regional = await openChannel(context, keys.setting);
    await step(0);
    await installDomain(regional, aid, memory.quota);
    await select(context.link, aid);
  }
  const domain = (await hasOwnKeys(context, keys.area.version))
    ? await openChannel(context, keys.area)
    : await putAreaKeys(context, keys, () => step(1));
  await step(2);
  for (const command of storeDataCommands(record, blockSize(context, domain), "tlv")) {
    await perform(domain, "STORE DATA", command);
  }
  await step(3);
  await perform(domain, "SET STATUS", setStatus.encode({ scope: "application", state: LifeCycle.PERSONALIZED, aid }));
}

/** A new area domain has no keys: its channel is the regional domain's until PUT KEY gives it its own. */
async function putAreaKeys(
  context: GpContext,
  keys: AreaSettingKeys,
  step: () => void | Promise<void>,
): Promise<GpChannel> {
  const channel = await openChannel(context, keys.setting);
  await step();
  return putKeys(context, channel, keys.area, 0);
}
