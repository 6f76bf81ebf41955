import type { Handlers } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { type InitialSetting, registrationSubject, reinitialiseSubject } from "./initial-setting.js";
import { keyErrors } from "./key-errors.js";
import type { KeySource, KeyVault } from "./key-vault.js";

const isoTime = (moment: number): string => new Date(moment).toISOString();

interface KeyPartPorts extends Pick<DaemonPorts, "store" | "municipalities"> {
  readonly setting: InitialSetting;
  readonly vault: Pick<KeyVault, "prepare">;
  readonly offered: (municipality: string) => Promise<readonly KeySource[]>;
}

/** System settings (システム設定): the initial setting, and key registration as a part of it (R-MENU-09, R-AREA-07). */
export function keyHandlers({ setting, vault, offered, store, municipalities }: KeyPartPorts): Handlers {
  const registered = async (municipality: string) => {
    const keys = await store.of(municipality).masterKeys.all("area");
    return keys.map(({ keyId, generation, checkValue, registeredAt }, index) => ({
      ...{ municipality, keyId, generation, checkValue, registeredAt: isoTime(registeredAt) },
      current: index === keys.length - 1,
    }));
  };
  /** A file that cannot be taken says so in its place; the others are offered all the same. */
  const shown = async ({ municipality, keyId, generation, file }: KeySource) => {
    const name = { municipality, keyId, generation };
    try {
      const { checkValue } = await vault.prepare({ use: "area", ...name, file });
      return { ...name, checkValue, subject: registrationSubject({ ...name, checkValue }) };
    } catch (error) {
      if (!keyErrors.is(error)) throw error;
      return { ...name, problem: error.code };
    }
  };
  return {
    "keys.list": async (_params, { session }) => {
      const homes = municipalities.homesOf(session.municipality);
      const record = await setting.record(session.municipality);
      const there = (await Promise.all(homes.map(registered))).flat();
      const isThere = (one: KeySource) =>
        there.some(
          (key) =>
            key.municipality === one.municipality && key.keyId === one.keyId && key.generation === one.generation,
        );
      const ready = (await Promise.all(homes.map(offered))).flat().filter((one) => !isThere(one));
      return {
        setting: record?.state ?? ("open" as const),
        ...(record && { changedBy: record.changedBy, changedAt: isoTime(record.changedAt) }),
        reinitialiseSubject: reinitialiseSubject(session.municipality),
        registered: there,
        offered: await Promise.all(ready.map(shown)),
      };
    },
    "keys.register": async ({ municipality, approvalId, ...named }, call) => {
      const key = { municipality: municipality ?? call.session.municipality, ...named };
      const { keyId, generation, checkValue } = key;
      call.target(keyId);
      call.facts({ generation, checkValue, ...(municipality && { of: municipality }) });
      const approved = await setting.register(call.session, key, approvalId);
      call.facts({ ...approved });
      const last = (await registered(key.municipality)).at(-1);
      return { ...key, current: last?.keyId === keyId && last.generation === generation };
    },
    "settings.complete": async (_params, call) => {
      const keys = await setting.complete(call.session.municipality, call.session.operatorId);
      call.facts({ keys });
      return { setting: "initialised", keys };
    },
    "keys.reinitialise": async ({ approvalId }, call) => {
      const { sessionsEnded, ...approved } = await setting.reinitialise(call.session, approvalId);
      call.facts({ ...approved, sessionsEnded });
      return { setting: "reopened", sessionsEnded, approvedBy: approved.approvedBy };
    },
  };
}
