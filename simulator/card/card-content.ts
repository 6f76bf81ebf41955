import type { ApplicationSource, CardApplication } from "../kernel/application.js";

/** What governs the content of one card after issuance: GlobalPlatform's security domains, or a native file system. */
export interface CardContent extends ApplicationSource {
  /** Selected by default after every reset. */
  readonly issuerDomain: CardApplication;
  /** True when the issuer locked or terminated the card: no other application, the issuer's own included, may be selected. */
  readonly locked: boolean;
  /** Octets of memory that everything holds which came after the issuer: tenants, areas, applications. All else that is used is the issuer's. */
  readonly heldAfterIssuance: number;
  powerUp(): void;
}
