import type { CallerConnection, Handlers, Session } from "../api/call.js";
import type { DaemonPorts } from "./ports.js";

/** A part of the daemon: the methods it answers, and what it does on its own between `start` and `stop`. */
export interface DaemonPart {
  readonly handlers: Handlers;
  /** Called before the server listens; a failure stops the start. */
  start?(): Promise<void>;
  /** Called after the server closed, in reverse order of start. */
  stop?(): Promise<void>;
  /** Called when a session was opened, before its opening is answered: tell it what it has to know. */
  sessionStarted?(session: Session, connection: Pick<CallerConnection, "notify">): Promise<void>;
  /** Called when a session ended, by logout, idleness or a lost connection: let go of what it held. */
  sessionEnded?(sessionId: string): void;
}

export type PartFactory = (ports: DaemonPorts) => DaemonPart;
