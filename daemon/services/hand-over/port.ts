/** The outbox as the rest of the daemon sees it. Messages are put into it with `queueHandOver`, inside a transaction. */
export interface HandOverPort {
  /** Begins to send, and to look for what changed of residents. */
  start(): void;
  stop(): Promise<void>;
  /** A transaction has queued something, or residents were imported. Never waits: no system holds up the counter. */
  wake(): void;
  /** True while the system does not answer. */
  isDown(systemId: string): boolean;
  /** Resolves when nothing is being sent. */
  idle(): Promise<void>;
}
