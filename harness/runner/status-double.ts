import { JukiCs } from "../doubles/juki-cs/juki-cs.js";
import type { TestPki } from "../municipality/test-pki.js";
import type { StatusDouble } from "./build-world.js";

/** Starts a Juki-net CS double that lets in the daemon of the test world and nobody else. */
export async function startJukiCs(pki: TestPki): Promise<StatusDouble> {
  return JukiCs.start({ identity: await pki.server("cs"), clientCa: pki.ca, clientName: "daemon" });
}
