import { type Access, connectAccess } from "#access/index.js";
import { systemRandom } from "#card/ports/random.js";
import { readKeyFile } from "#daemon/keys/secret-file.js";
import type { Identities } from "./identities.js";
import type { OptionValues, ProgramOption } from "./program.js";
import { programErrors } from "./program-errors.js";

/** The options of a double that opens its card application through the daemon. */
export const daemonOptions = (system: string): readonly ProgramOption[] => [
  { name: "daemon", value: "url", summary: "the daemon's wire, wss://HOST:PORT · デーモンのアドレス", required: true },
  {
    name: "service-key",
    value: "file",
    summary: "key that it shares with its application · サービス鍵のファイル",
    required: true,
  },
  { name: "key-version", value: "number", summary: "version of that key · サービス鍵の版", fallback: "1" },
  { name: "system", value: "id", summary: "under which the daemon knows it · システムID", fallback: system },
  { name: "reader", value: "id", summary: "only this reader; any when left out · 使用するリーダ" },
];

/** Connects by the access module, as a municipality's own system would. Throws what that throws, and `double.bad-option`. */
export async function connectToDaemon(options: OptionValues, identities: Identities): Promise<Access> {
  const { daemon = "", "service-key": file = "", "key-version": version = "1", system = "" } = options;
  if (!/^([1-9]|[1-9]\d|1[01]\d|12[0-7])$/.test(version)) {
    throw programErrors.error("bad-option", { option: "key-version", expected: "1 to 127" });
  }
  return connectAccess({
    url: daemon,
    ca: identities.ca,
    ...(await identities.client(system)),
    systemId: system,
    serviceKeys: { master: await readKeyFile(file), version: Number(version) },
    random: systemRandom,
  });
}
