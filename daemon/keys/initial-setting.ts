import type { OperatorSession } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import type { InitialSettingRecord } from "../store/records.js";
import type { Repositories } from "../store/repositories.js";
import type { KeyLabel, KeySource, KeyVault } from "./key-vault.js";
import { settingErrors } from "./setting-errors.js";

/** How far a municipality's initial setting is: `open` until it was completed once, `reopened` by a controlled re-initialisation. */
export type SettingState = "open" | InitialSettingRecord["state"];

/** Who completes an initial setting that no operator does. An operator's id has no blank. */
export const BY_CONFIGURATION = "the configuration";

export interface KeyName {
  readonly municipality: string;
  readonly keyId: string;
  readonly generation: number;
}

/** What the approval of a registration is asked for: this very key, by the check value that both operators compare. */
export const registrationSubject = ({ municipality, keyId, generation, checkValue }: KeyName & KeyLabel): string =>
  `area key ${keyId} generation ${generation} of ${municipality}, check value ${checkValue}`;

export const reinitialiseSubject = (municipality: string): string => `re-initialisation of ${municipality}`;

interface SettingPorts extends Pick<DaemonPorts, "store" | "clock" | "approvals" | "sessions" | "municipalities"> {
  readonly vault: Pick<KeyVault, "prepare">;
  /** Key files that lie ready for a municipality. */
  readonly offered: (municipality: string) => Promise<readonly KeySource[]>;
}

/**
 * The initial setting of each municipality as a state of it (R-SYS-20). Area keys are registered while it is open, by two operators
 * (R-AREA-07, R-AREA-08); once it is completed it opens again only by a controlled re-initialisation, which forgets no key.
 */
export class InitialSetting {
  readonly #ports: SettingPorts;

  constructor(ports: SettingPorts) {
    this.#ports = ports;
  }

  async state(municipality: string): Promise<SettingState> {
    return (await this.record(municipality))?.state ?? "open";
  }

  async initialised(municipality: string): Promise<boolean> {
    return (await this.state(municipality)) === "initialised";
  }

  record(municipality: string): Promise<InitialSettingRecord | undefined> {
    return this.#ports.store.of(municipality).initialSettings.find();
  }

  /**
   * Registers a key that lies ready under this name and check value. Throws `setting.closed`, `setting.not-offered`,
   * `keys.bad-file`, `keys.exposed`, `setting.check-value`, `setting.key-registered`, and what `demandApproval` throws.
   */
  async register(session: OperatorSession, key: KeyName & KeyLabel, approvalId: string | undefined) {
    await this.#demandOpen(session.municipality);
    const { municipality, keyId, generation, checkValue } = key;
    const homes = this.#ports.municipalities.homesOf(session.municipality);
    const sources = homes.includes(municipality) ? await this.#ports.offered(municipality) : [];
    const source = sources.find((one) => one.keyId === keyId && one.generation === generation);
    const told = { municipality, keyId, generation };
    if (source === undefined) throw settingErrors.error("not-offered", told);
    const record = await this.#ports.vault.prepare(source);
    if (record.checkValue !== checkValue)
      throw settingErrors.error("check-value", { ...told, found: record.checkValue });
    const there = (repositories: Pick<Repositories, "of">) =>
      repositories.of(municipality).masterKeys.find("area", keyId, generation);
    if (await there(this.#ports.store)) throw settingErrors.error("key-registered", told);
    const demand = { act: "keys.register", subject: registrationSubject(key), approvalId } as const;
    return this.#ports.store.transaction(async (repositories) => {
      // Somebody may have completed the setting, or registered the key, while the file was read.
      await this.#demandOpen(session.municipality, repositories);
      if (await there(repositories)) throw settingErrors.error("key-registered", told);
      const approved = await this.#ports.approvals.demandApproval(session, demand, repositories);
      await repositories.of(municipality).masterKeys.add(record);
      return approved;
    });
  }

  /**
   * Sets the flag, in one transaction with whatever `within` writes; gives how many area keys the municipality has. Throws
   * `setting.closed`, `setting.no-key`.
   */
  async complete(
    municipality: string,
    changedBy: string,
    within: (repositories: Repositories, keys: number) => Promise<void> = async () => {},
  ): Promise<number> {
    return this.#ports.store.transaction(async (repositories) => {
      await this.#demandOpen(municipality, repositories);
      const { masterKeys, initialSettings } = repositories.of(municipality);
      const keys = await masterKeys.all("area");
      if (keys.length === 0) throw settingErrors.error("no-key", { municipality });
      const changedAt = this.#ports.clock.now();
      await initialSettings.save({ municipality, state: "initialised", changedBy, changedAt });
      await within(repositories, keys.length);
      return keys.length;
    });
  }

  /** Opens the setting again and ends every session. Throws `setting.not-initialised`, and what `demandApproval` throws. */
  async reinitialise(session: OperatorSession, approvalId: string | undefined) {
    const { municipality, operatorId } = session;
    const demand = { act: "keys.reinitialise", subject: reinitialiseSubject(municipality), approvalId } as const;
    const approved = await this.#ports.store.transaction(async (repositories) => {
      const { initialSettings } = repositories.of(municipality);
      if ((await initialSettings.find())?.state !== "initialised") {
        throw settingErrors.error("not-initialised", { municipality });
      }
      const given = await this.#ports.approvals.demandApproval(session, demand, repositories);
      const changedAt = this.#ports.clock.now();
      await initialSettings.save({ municipality, state: "reopened", changedBy: operatorId, changedAt });
      return given;
    });
    return { ...approved, sessionsEnded: this.#ports.sessions.endOf(municipality, undefined, "reinitialised") };
  }

  async #demandOpen(municipality: string, { of }: Pick<Repositories, "of"> = this.#ports.store): Promise<void> {
    const setting = await of(municipality).initialSettings.find();
    if (setting?.state === "initialised") throw settingErrors.error("closed", { municipality });
  }
}
