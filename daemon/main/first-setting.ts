import type { Config } from "../config/schema.js";
import type { CardRefs } from "../keys/card-refs.js";
import { BY_CONFIGURATION, type InitialSetting } from "../keys/initial-setting.js";
import type { KeyVault } from "../keys/key-vault.js";
import type { KeyPlace } from "../keys/wrapping.js";
import type { Operators } from "../operators/operators.js";
import type { Repositories } from "../store/repositories.js";
import type { DaemonPorts } from "./ports.js";

/** Where the operators' service key of a municipality is kept. No service can be called so: an id has no blank. */
export function operatorKeyPlace(config: Config, code: string): KeyPlace | undefined {
  const card = config.municipalities.find((one) => one.code === code)?.operatorCard;
  if (card === undefined) return undefined;
  return { use: "service", municipality: code, keyId: "operator card", generation: card.keyVersion };
}

/** Takes over what the configuration introduces, keys and operators, and puts each on record. Later starts only confirm (R-AREA-08). */
export async function firstSetting(
  config: Config,
  { auditOutbox, newId, services, store, random }: DaemonPorts,
  { vault, cardRefs }: { readonly vault: KeyVault; readonly cardRefs: CardRefs },
  setting: InitialSetting,
  operators: Operators,
): Promise<void> {
  const correlationId = newId();
  /** Each is on record with what it tells of: a start that is killed leaves neither without the other. */
  const record = (
    repositories: Repositories,
    event: string,
    municipality: string,
    target: string,
    facts: Record<string, string | number>,
  ) => auditOutbox.add(repositories, { event, outcome: "ok", correlationId, municipality, target, facts });

  for (const {
    code,
    initialSetting,
    areaKeys,
    predecessors,
    services: configured,
    operatorCard,
  } of config.municipalities) {
    // A predecessor's keys come in when it is first named, which may be long after the initial setting: a merger.
    for (const holder of [{ code, areaKeys }, ...predecessors]) {
      const sources = holder.areaKeys.map((key) => ({ use: "area", municipality: holder.code, ...key }) as const);
      if (initialSetting === "operators") {
        // Operators register what lies ready; here it is only seen that no registered key was exchanged for another.
        for (const source of sources) await vault.confirm(source);
        continue;
      }
      const former = holder.code === code ? {} : { predecessor: holder.code };
      await vault.registerAreaKeys(holder.code, sources, (repositories, { keyId, generation, checkValue }) =>
        record(repositories, "keys.area-registered", code, keyId, { generation, checkValue, ...former }),
      );
    }
    if (initialSetting === "configuration" && (await setting.state(code)) === "open") {
      await setting.complete(code, BY_CONFIGURATION, (repositories, keys) =>
        record(repositories, "settings.complete", code, BY_CONFIGURATION, { keys }),
      );
    }
    const place = operatorKeyPlace(config, code);
    if (place !== undefined && operatorCard !== undefined) {
      const { keyId, generation } = place;
      await vault.registerServiceKey({ ...place, file: operatorCard.keyFile }, (repositories, { checkValue }) =>
        record(repositories, "keys.operator-registered", code, keyId, { generation, checkValue }),
      );
    }
    for (const { id, serviceKey, cardRefKey } of configured) {
      const generation = services.find(code, id)!.package.serviceKey.version;
      const place = { use: "service", municipality: code, keyId: id, generation } as const;
      await vault.registerServiceKey({ ...place, file: serviceKey.file }, (repositories, { checkValue }) =>
        record(repositories, "keys.service-registered", code, id, { generation, checkValue }),
      );
      await cardRefs.provide(
        { municipality: code, id },
        cardRefKey?.file,
        { store, random },
        (repositories, { checkValue }) => record(repositories, "keys.card-refs-registered", code, id, { checkValue }),
      );
    }
  }
  await operators.introduce(config.operators, (repositories, { municipality, id, roles }) =>
    record(repositories, "operator.introduced", municipality, id, { roles: roles.join(",") }),
  );
  await auditOutbox.flush();
}
