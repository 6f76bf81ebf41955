import { IssuingLink } from "#daemon/issuance/issuing-link.js";
import type { Identity } from "#daemon/tls/index.js";

export type { Certificate } from "#daemon/issuance/issuing-link.js";

export interface IssuingClientOptions {
  readonly url: string;
  readonly ca: string;
  /** The terminal's own certificate: by it the server knows where it stands. */
  readonly identity: Identity;
  /** Time for one answer, in milliseconds. */
  readonly deadlineMs?: number;
}

/** The way of a kiosk or a machine to the issuing server: the same as the counter's, with its own certificate. */
export class IssuingClient extends IssuingLink {
  constructor({ url, ca, identity, deadlineMs = 10_000 }: IssuingClientOptions) {
    super({ url, identity: { ...identity, ca }, timeoutMs: deadlineMs });
  }
}
