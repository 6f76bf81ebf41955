// What is kept of certificates that are issued at the counter (daemon/issuance).
/**
 * A certificate that was asked for at the counter. `asked`: whether the issuing server made it is not known yet; `issued`: it was made and
 * is not handed out; `taken-back`: it shall be void, and the server is not told yet; `cancelled`: void, or never made.
 */
export interface IssuanceRecord {
  readonly municipality: string;
  /** The terminal's own id: asked again, no second certificate is made. */
  readonly requestId: string;
  readonly serviceId: string;
  readonly cardId: string;
  readonly kind: string;
  readonly state: "asked" | "issued" | "taken-back" | "handed-out" | "cancelled";
  readonly serial?: string;
  readonly operatorId: string;
  readonly correlationId: string;
  readonly askedAt: number;
  readonly changedAt: number;
}

export interface IssuanceRepository {
  find(requestId: string): Promise<IssuanceRecord | undefined>;
  /** What was asked for and neither handed out nor taken back, oldest first. */
  open(): Promise<readonly IssuanceRecord[]>;
  add(issuance: IssuanceRecord): Promise<void>;
  change(requestId: string, change: Pick<IssuanceRecord, "state" | "changedAt" | "serial">): Promise<void>;
}
