import { Recorder } from "../evidence/recorder.js";
import type { AuditEvidence } from "../evidence/types.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import { RemoteError, RpcClient } from "./rpc-client.js";
import type { World } from "./world.js";

/** Rows of the reading itself, and of what the daemon does in the background: they come when they come, in no step of their own. */
const BESIDE = ["audit.", "handOver."];

/** Reads the audit log beside a scenario, as the municipality's auditor; its own frames are no evidence of the flow. */
export class AuditReader {
  readonly #loaded: LoadedScenario;
  readonly #world: World;
  #client: RpcClient | undefined;
  #last = 0;

  private constructor(loaded: LoadedScenario, world: World) {
    this.#loaded = loaded;
    this.#world = world;
  }

  static async connect(loaded: LoadedScenario, world: World): Promise<AuditReader> {
    const reader = new AuditReader(loaded, world);
    reader.#client = await reader.#open();
    await reader.news();
    return reader;
  }

  async #open(): Promise<RpcClient> {
    const { municipality } = this.#loaded;
    const auditor =
      Object.entries(municipality.operators).find(([, { roles }]) => roles.includes("auditor"))?.[0] ?? "";
    const client = await RpcClient.connect({ ...this.#world.endpoint, party: "auditor", recorder: new Recorder() });
    const password = this.#world.password(auditor);
    await client.call("session.login", { municipality: municipality.code, operatorId: auditor, password });
    return client;
  }

  /**
   * Rows since the last call, without those of the reading itself and of the background. A daemon that was killed gives none;
   * what it had written comes with the first call after it is back.
   */
  async news(): Promise<readonly AuditEvidence[]> {
    try {
      const { entries } = await this.#list();
      this.#last = entries.at(-1)?.sequence ?? this.#last;
      return entries.filter(({ event }) => !BESIDE.some((family) => event.startsWith(family)));
    } catch (error) {
      if (error instanceof RemoteError) throw error;
      this.#client = undefined;
      return [];
    }
  }

  async #list() {
    const params = { after: this.#last, limit: 1000 };
    this.#client ??= await this.#open();
    try {
      return await this.#client.call("audit.list", params);
    } catch (error) {
      // A re-initialisation ends the auditor's session with all others.
      if (!(error instanceof RemoteError) || error.data.code !== "session.not-open") throw error;
      await this.#client.close();
      this.#client = await this.#open();
      return this.#client.call("audit.list", params);
    }
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}
