import { readFileSync, statSync } from "node:fs";
import { type LoadedModule, loadModule } from "./cryptoki.js";
import type { HostAnswer, HostCall, HostFault, HostPlan, HostRequest } from "./host-protocol.js";
import { Token, TokenError } from "./token.js";

class HostError extends Error {
  readonly fault: HostFault;

  constructor(fault: HostFault, told: string) {
    super(told);
    this.fault = fault;
  }
}

/** The PIN from its file, without the end of its line, or from the environment. */
function pinOf({ pinFile, pinEnv }: HostPlan): Buffer {
  if (pinEnv !== undefined) {
    const text = process.env[pinEnv];
    delete process.env[pinEnv];
    if (text === undefined || text === "") throw new HostError("token-pin-missing", pinEnv);
    return Buffer.from(text, "utf8");
  }
  const file = pinFile ?? "";
  let octets: Buffer;
  try {
    if (process.platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
      throw new HostError("token-pin-missing", `${file} can be read by others than its owner`);
    }
    octets = readFileSync(file);
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("token-pin-missing", file);
  }
  let end = octets.length;
  while (end > 0 && (octets[end - 1] === 0x0a || octets[end - 1] === 0x0d)) end--;
  if (end === 0) throw new HostError("token-pin-missing", file);
  return octets.subarray(0, end);
}

function openToken(plan: HostPlan): Token {
  let module: LoadedModule;
  try {
    module = loadModule(plan.module);
  } catch {
    throw new HostError("token-module", plan.module);
  }
  const pin = pinOf(plan);
  try {
    return new Token(module, { ...plan, pin });
  } finally {
    pin.fill(0);
  }
}

let token: Token | undefined;

function answerTo(request: HostRequest): Uint8Array {
  if (request.op === "start") {
    token = openToken(request.plan);
    return new Uint8Array();
  }
  if (token === undefined) throw new HostError("token-failed", "not started");
  return done(token, request);
}

function done(open: Token, call: HostCall): Uint8Array {
  if (call.op === "encipherBlock") return open.encipherBlock(call.block);
  if (call.op === "open") return open.open(call.nonce, call.sealed, call.associated);
  try {
    return open.seal(call.nonce, call.clear, call.associated);
  } finally {
    call.clear.fill(0);
  }
}

// A process of its own: a module of a token's maker that crashes or hangs takes nothing but this with it.
process.on("message", (request: HostRequest) => {
  const answer = (message: HostAnswer, wipe?: Uint8Array) => process.send?.(message, () => wipe?.fill(0));
  try {
    const octets = answerTo(request);
    answer({ id: request.id, octets }, octets);
  } catch (error) {
    const fault = error instanceof HostError || error instanceof TokenError ? error.fault : "token-failed";
    const told = error instanceof TokenError ? error.told : error instanceof HostError ? error.message : "";
    answer({ id: request.id, fault, told });
  }
});
process.on("disconnect", () => process.exit(0));
