import { PcscStack, stackMissing } from "../stack/index.js";
import { runnerErrors } from "./errors.js";
import { memoryTarget } from "./memory-target.js";
import { vpcdTarget } from "./vpcd-target.js";
import type { Target, TargetName } from "./world.js";

/**
 * Sets a target up. `vpcd` gets a pcscd of its own, which sees no card but the scenario's and leaves the machine's alone.
 * Throws `runner.target-missing` with the reason.
 */
export async function openTarget(name: TargetName): Promise<Target> {
  if (name === "memory") return memoryTarget();
  const reason = stackMissing();
  if (reason !== undefined) throw runnerErrors.error("target-missing", { target: name, reason });
  const stack = await PcscStack.start();
  try {
    const target = await vpcdTarget({ slots: stack.slots, env: stack.env, origin: "private", control: stack });
    const close = async () => {
      await target.close();
      await stack.stop();
    };
    return { ...target, close };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
