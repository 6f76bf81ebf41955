import { Recorder } from "../evidence/recorder.js";
import type { AuditEvidence } from "../evidence/types.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import { RpcClient } from "./rpc-client.js";
import type { World } from "./world.js";

/** Reads the audit log beside a scenario, as the municipality's auditor; its own frames are no evidence of the flow. */
export class AuditReader {
  readonly #client: RpcClient;
  #last = 0;

  private constructor(client: RpcClient) {
    this.#client = client;
  }

  static async connect({ municipality }: LoadedScenario, world: World): Promise<AuditReader> {
    const auditor = Object.entries(municipality.operators).find(([, { roles }]) => roles.includes("auditor"))?.[0];
    const client = await RpcClient.connect({ ...world.endpoint, party: "auditor", recorder: new Recorder() });
    if (auditor !== undefined) {
      await client.call("session.login", {
        municipality: municipality.code,
        operatorId: auditor,
        password: world.password(auditor),
      });
    }
    const reader = new AuditReader(client);
    await reader.news();
    return reader;
  }

  /** Rows since the last call, without those that reading the log itself left. */
  async news(): Promise<readonly AuditEvidence[]> {
    const { entries } = await this.#client.call("audit.list", { after: this.#last, limit: 1000 });
    this.#last = entries.at(-1)?.sequence ?? this.#last;
    return entries.filter(({ event }) => !event.startsWith("audit."));
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
