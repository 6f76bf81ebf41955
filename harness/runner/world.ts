import type { PinChannel } from "#daemon/api/contract/index.js";
import type { Recorder } from "../evidence/recorder.js";
import type { ScenarioFaultInput } from "../scenario/expectations.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import type { IssuingChanges, VisitAddress, VisitReport } from "./issuing-world.js";
import type { LibraryAddress, LibraryChanges, LibraryReport } from "./library-world.js";

/** Which reader of the counter. */
export type ReaderSlot = "first" | "second";

export type TargetName = "memory" | "vpcd";

/** What a party needs to connect to the daemon. */
export interface Endpoint {
  /** Address of the WebSocket. */
  readonly url: string;
  /** Address of the counter page. */
  readonly page: string;
  /** Authority that the daemon's certificate comes from, PEM. */
  readonly ca: string;
}

/** A record of a card application as its business system addresses it. */
export interface RecordAddress {
  readonly service: string;
  readonly file: number;
  readonly record: number;
  /** The holder's PIN, where the rules of the application ask for it. */
  readonly pin: string | undefined;
  /** Where the PIN is asked for, and what the issuing server says of its limit. */
  readonly channel?: PinChannel | undefined;
  readonly serverLimit?: number | string | undefined;
  /** Whose window of the system. */
  readonly at?: "own" | "partner";
  /** Another service, whose system tries it with its own certificate. */
  readonly as?: string | undefined;
}

/** What a business system was told of its users so far. */
export interface ToldSystem {
  readonly messages: readonly { readonly kind: string; readonly sequence: number; readonly fields?: object }[];
  /** Users that it serves: registered and not stopped. */
  readonly served: number;
  /** Messages that came again, and messages that came out of their order. */
  readonly repeated: number;
  readonly disordered: number;
}

/** One scenario's world while it runs: a daemon of its own, a reader, the cards of the fixtures, the doubles around. */
export interface World {
  /** Where the daemon is now: a restarted one may listen elsewhere. */
  readonly endpoint: Endpoint;
  /** The scenario's time. */
  now(): number;
  /** Puts a card of the fixtures into a reader of the counter; the second one only where the scenario requires `two-readers`. */
  insert(card: string, reader?: ReaderSlot): Promise<void>;
  /** Takes the card out; one that was pulled already is out. */
  remove(card: string): Promise<void>;
  /** Lays a fault in front of a card for the next step. */
  arm(card: string, fault: ScenarioFaultInput | undefined): void;
  /** True while an armed fault has not struck. */
  armed(card: string): boolean;
  /** What the Juki-net CS says of a card from now on. */
  setStatus(card: string, status: string): void;
  /** The password that an operator of the fixtures has. */
  password(operator: string): string;
  /** The resident file of a municipality of the daemon, as `residents.import` takes it; some of its people have moved out. */
  residentFile(municipality?: string, movedOut?: readonly string[]): string;
  /** The id under which a test resident stands in that file. */
  residentId(card: string): string;
  /** The number of a card of the fixtures. */
  cardId(card: string): string;
  /** The paired business system reads a record after mutual authentication. */
  readRecord(address: RecordAddress, readerId: string): Promise<Uint8Array>;
  writeRecord(address: RecordAddress, readerId: string, data: Uint8Array): Promise<void>;
  /** What the system of a service was told, once that is so many messages; its service takes hand-over messages. */
  told(service: string, messages: number): Promise<ToldSystem>;
  /** Names of the fields under which the systems of two services were told the same, once each was told so much (R-PRIV-10). */
  match(services: readonly [string, string], messages: number): Promise<readonly string[]>;
  /** Puts another version of a service's application into the catalogue, and starts the daemon on it. */
  newVersion(service: string, version: string): Promise<void>;
  /** A person's visit at a kiosk or an automatic machine, from the card that is put in to the card that is taken out. */
  visit(visit: VisitAddress): Promise<VisitReport>;
  /** Sets the issuing server of a service otherwise. */
  setIssuing(service: string, changes: IssuingChanges): Promise<void>;
  /** Who signed a certificate of the counter, if there is one, and how many of the service are valid. */
  judgeCertificate(
    service: string,
    pdf: Buffer | undefined,
  ): Promise<{ readonly valid: number; readonly signer?: string }>;
  /** An act at a library's window with the card in a reader. */
  library(address: LibraryAddress, readerId: string): Promise<LibraryReport>;
  /** Sets the library system of a service otherwise. */
  setLibrary(service: string, changes: LibraryChanges): Promise<void>;
  /** Starts the daemon again on the same data, after it was killed. Only where the target can `daemon-process`. */
  restartDaemon(): Promise<void>;
  /** Lets the PC/SC service die, or starts it again. Only where the target can `pcscd-control`. */
  pcscd(state: "down" | "up"): Promise<void>;
  /** Ends everything that belongs to this world. Never rejects for want of something that has ended already. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly loaded: LoadedScenario;
  readonly seed: string;
  readonly recorder: Recorder;
  /** True for a world that people use: on the machine's clock and randomness, on every target. */
  readonly realTime?: boolean;
  /** Port that the daemon listens on; a free one when absent. */
  readonly port?: number;
}

/** Where scenarios run. */
export interface Target {
  readonly name: TargetName;
  readonly capabilities: ReadonlySet<string>;
  /** Facts for the report's header. */
  readonly environment: Readonly<Record<string, string>>;
  open(options: WorldOptions): Promise<World>;
  close(): Promise<void>;
}
