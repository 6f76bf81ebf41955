import type { TokenFault } from "./token.js";

/** First message to a token host: which token and which key. The PIN is not in it: the host takes it from where it lies. */
export interface HostPlan {
  readonly module: string;
  readonly token: string;
  readonly key: string;
  readonly pinFile?: string | undefined;
  readonly pinEnv?: string | undefined;
}

export type HostCall =
  | { readonly op: "encipherBlock"; readonly block: Uint8Array }
  | { readonly op: "seal"; readonly nonce: Uint8Array; readonly clear: Uint8Array; readonly associated: Uint8Array }
  | { readonly op: "open"; readonly nonce: Uint8Array; readonly sealed: Uint8Array; readonly associated: Uint8Array };

export type HostRequest = (HostCall | { readonly op: "start"; readonly plan: HostPlan }) & { readonly id: number };

export type HostFault = TokenFault | "token-module" | "token-pin-missing";

export type HostAnswer =
  | { readonly id: number; readonly octets: Uint8Array }
  | { readonly id: number; readonly fault: HostFault; readonly told: string };
