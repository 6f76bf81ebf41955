import type {
  CardRepository,
  CardStatusRepository,
  CsFeedRepository,
  PinTriesRepository,
  StatusFileRepository,
} from "./card-repositories.js";
import type { IssuanceRepository } from "./issuance.js";
import type {
  ApplicationRecord,
  ApprovalRecord,
  BulkCardRecord,
  BulkRunRecord,
  DeclinedStopRecord,
  FingerprintRecord,
  HandOverRecord,
  InitialSettingRecord,
  JournalRecord,
  JournalState,
  LoginMethodRecord,
  MasterKeyRecord,
  OperatorCardRecord,
  OperatorRecord,
  RegistrationRecord,
  ResidentImportRecord,
  ResidentRecord,
  ServiceIdRecord,
  StopReason,
  StopRecord,
  SystemNumberRecord,
  TicketRecord,
  TuningDraftRecord,
  TuningVersionRecord,
  UserRecord,
  WaitingRow,
} from "./records.js";
import type { ResidentStage } from "./staging.js";

export type * from "./card-repositories.js";
export type { IssuanceRepository } from "./issuance.js";
export type { ApplyStage, ResidentStage, StagedResident, StageState } from "./staging.js";

/** Repositories of what belongs to one municipality. None takes a municipality: it is that of the scope (`Repositories.of`). */

export interface OperatorRepository {
  find(id: string): Promise<OperatorRecord | undefined>;
  /** In order of id, the deleted ones too. */
  list(): Promise<readonly OperatorRecord[]>;
  save(operator: OperatorRecord): Promise<void>;
}

export interface TuningDraftRepository {
  find(): Promise<TuningDraftRecord | undefined>;
  save(draft: TuningDraftRecord): Promise<void>;
}

export interface TuningVersionRepository {
  /** Newest first; at most `limit`, from below a version on. */
  list(below: number, limit: number): Promise<readonly TuningVersionRecord[]>;
  find(version: number): Promise<TuningVersionRecord | undefined>;
  last(): Promise<TuningVersionRecord | undefined>;
  add(version: TuningVersionRecord): Promise<void>;
}

export interface ResidentQuery {
  readonly residentId?: string;
  readonly kana?: string;
  readonly name?: string;
  /** Card of a registered user. */
  readonly cardId?: string;
}

export interface ResidentRepository {
  /** One who moved out is not found any more. */
  find(residentId: string): Promise<ResidentRecord | undefined>;
  /** At most 100, in order of resident id; kana and name match from their beginning. */
  search(query: ResidentQuery): Promise<readonly ResidentRecord[]>;
  save(residents: readonly ResidentRecord[]): Promise<void>;
  /** Whether there is a record of this id, also of one who has gone. */
  known(residentId: string): Promise<ResidentRecord | undefined>;
  /** Those who were entered by hand and whom no import has confirmed yet, by id, a page at a time. */
  byHand(after?: string, limit?: number): Promise<readonly ResidentRecord[]>;
  /** The imports of these sequences that are on record. */
  imports(sequences: readonly number[]): Promise<readonly ResidentImportRecord[]>;
  /** The newest moment that a source gave for its data. */
  asOf(): Promise<number | undefined>;
  /** Highest sequence imported; 0 when none was. */
  sequence(): Promise<number>;
  setSequence(sequence: number): Promise<void>;
}

export interface UserRepository {
  find(id: string): Promise<UserRecord | undefined>;
  findByCard(cardId: string): Promise<UserRecord | undefined>;
  /** One resident with several cards is several users; in order of registration. */
  ofResident(residentId: string): Promise<readonly UserRecord[]>;
  /** Users in order of their ids, from behind one on; with their residents, those who have gone too. */
  page(
    after: string,
    limit: number,
  ): Promise<readonly { readonly user: UserRecord; readonly resident: ResidentRecord }[]>;
  /** As `page`, in order of kana and resident id, from behind these two on: at most `limit` residents, each with all of his cards. */
  pageByKana(after: readonly [string, string], limit: number): ReturnType<UserRepository["page"]>;
  /** As `page`, only those whose resident was put, taken out or marked as gone by an import after this sequence. */
  touched(
    since: number,
    after: string,
    limit: number,
  ): Promise<readonly { readonly user: UserRecord; readonly resident: ResidentRecord }[]>;
  /** As `page`, only those whose resident is gone and whose card is registered for a service and not stopped here. */
  left(
    after: string,
    limit: number,
  ): Promise<readonly { readonly user: UserRecord; readonly resident: ResidentRecord }[]>;
  /** The user has been issued another card. */
  setCard(id: string, cardId: string): Promise<void>;
  add(user: UserRecord): Promise<void>;
  /** With applications, ended registrations, messages and numbers of this user. Call it in a transaction. */
  remove(id: string): Promise<void>;
}

/** What is applied for: the beginning or the end of a use. */
export type WantedUse = Required<Pick<ApplicationRecord, "serviceId" | "kind">>;

export interface ApplicationRepository {
  /** Everything that this user ever applied for, oldest first. */
  ofUser(userId: string): Promise<readonly ApplicationRecord[]>;
  find(id: string): Promise<ApplicationRecord | undefined>;
  add(application: ApplicationRecord): Promise<void>;
  /** Those that nobody has carried out yet, oldest first. */
  open(limit: number): Promise<readonly ApplicationRecord[]>;
  /** The oldest one that a user has open for a service. */
  openOf(wanted: WantedUse & Pick<ApplicationRecord, "userId">): Promise<ApplicationRecord | undefined>;
  /** How many are open for a service. */
  countOpen(wanted: WantedUse): Promise<number>;
  /** Marks it carried out. */
  close(id: string): Promise<void>;
}

export interface RegistrationRepository {
  /** Every registration of this user, also those that are withdrawn, in order of their last change. */
  ofUser(userId: string): Promise<readonly RegistrationRecord[]>;
  find(id: string): Promise<RegistrationRecord | undefined>;
  /** The registration of this card for this service that is not withdrawn. */
  live(cardId: string, serviceId: string): Promise<RegistrationRecord | undefined>;
  /** Every registration of this card that is not withdrawn, in order of service. */
  ofCard(cardId: string): Promise<readonly RegistrationRecord[]>;
  add(registration: RegistrationRecord): Promise<void>;
  setState(id: string, state: RegistrationRecord["state"], changedAt: number): Promise<void>;
}

export interface MasterKeyRepository {
  find(use: MasterKeyRecord["use"], keyId: string, generation: number): Promise<MasterKeyRecord | undefined>;
  /** In order of registration, then generation. */
  all(use: MasterKeyRecord["use"]): Promise<readonly MasterKeyRecord[]>;
  add(key: MasterKeyRecord): Promise<void>;
}

export interface InitialSettingRepository {
  /** Undefined until the initial setting was completed once. */
  find(): Promise<InitialSettingRecord | undefined>;
  save(setting: InitialSettingRecord): Promise<void>;
}

export interface JournalRepository {
  find(id: string): Promise<JournalRecord | undefined>;
  open(): Promise<readonly JournalRecord[]>;
  add(entry: JournalRecord): Promise<void>;
  step(id: string, step: string, changedAt: number): Promise<void>;
  close(id: string, state: Exclude<JournalState, "open">, changedAt: number): Promise<void>;
}

export interface TicketRepository {
  find(id: string): Promise<TicketRecord | undefined>;
  /** Rejects when there is a ticket of this id. */
  add(ticket: TicketRecord): Promise<void>;
  /** Marks it used and forgets what it held. */
  use(id: string, changedAt: number): Promise<void>;
  /** Forgets one whose continuation came to nothing. */
  release(id: string): Promise<void>;
}

export interface LoginMethodRepository {
  find(): Promise<LoginMethodRecord | undefined>;
  save(method: LoginMethodRecord): Promise<void>;
}

export interface OperatorCardRepository {
  find(cardId: string): Promise<OperatorCardRecord | undefined>;
  list(): Promise<readonly OperatorCardRecord[]>;
  save(card: OperatorCardRecord): Promise<void>;
}

export interface FingerprintRepository {
  find(operatorId: string): Promise<FingerprintRecord | undefined>;
  save(fingerprint: FingerprintRecord): Promise<void>;
  remove(operatorId: string): Promise<void>;
}

export interface ApprovalRepository {
  find(id: string): Promise<ApprovalRecord | undefined>;
  /** Oldest first. */
  list(): Promise<readonly ApprovalRecord[]>;
  add(approval: ApprovalRecord): Promise<void>;
  /** Changes one that stands in the state `from`; false when it does not any more: of two who come at once one is first. */
  change(
    id: string,
    from: ApprovalRecord["state"],
    change: Partial<Pick<ApprovalRecord, "state" | "decidedBy" | "decidedAt" | "decisionReason">>,
  ): Promise<boolean>;
}

/** A municipality's own stops: another's stands beside it, and neither lifts the other's. */
export interface StopRepository {
  find(cardId: string): Promise<StopRecord | undefined>;
  all(): Promise<readonly StopRecord[]>;
  set(stop: StopRecord): Promise<void>;
  lift(cardId: string): Promise<void>;
}

export interface DeclinedStopRepository {
  find(residentId: string): Promise<DeclinedStopRecord | undefined>;
  save(declined: DeclinedStopRecord): Promise<void>;
}

export interface ServiceIdRepository {
  find(id: string): Promise<ServiceIdRecord | undefined>;
  ofResident(residentId: string): Promise<readonly ServiceIdRecord[]>;
  stopped(): Promise<readonly ServiceIdRecord[]>;
  /** Rejects when there is an ID of this name. */
  add(serviceId: ServiceIdRecord): Promise<void>;
  setCredential(
    id: string,
    credential: Partial<Pick<ServiceIdRecord, "passwordHash" | "failures" | "lockedUntil">>,
  ): Promise<void>;
  /** Stops every active ID of the resident. */
  stop(residentId: string, reason: StopReason, changedAt: number): Promise<void>;
  lift(residentId: string, changedAt: number): Promise<void>;
}

export interface SystemNumberRepository {
  find(systemId: string, userId: string): Promise<SystemNumberRecord | undefined>;
  save(number: SystemNumberRecord): Promise<void>;
}

export interface BulkLoadRepository {
  find(id: string): Promise<BulkRunRecord | undefined>;
  open(): Promise<readonly BulkRunRecord[]>;
  add(run: BulkRunRecord): Promise<void>;
  end(id: string): Promise<void>;
  /** How many cards of a run have ended so; each counts once, as it ended last. */
  count(bulkId: string, outcome: BulkCardRecord["outcome"]): Promise<number>;
  /** Those that have ended so, oldest first. */
  cards(bulkId: string, outcome: BulkCardRecord["outcome"]): Promise<readonly BulkCardRecord[]>;
  note(card: BulkCardRecord): Promise<void>;
}

/** The outbox of messages to business systems. */
export interface HandOverRepository {
  find(id: string): Promise<HandOverRecord | undefined>;
  /** Waiting ones whose time has come, in the order in which they came about; at most 100. */
  due(systemId: string, now: number): Promise<readonly HandOverRecord[]>;
  /** When the next waiting one is due; undefined when none waits. */
  nextDue(systemId: string): Promise<number | undefined>;
  /** Those that no system has taken yet, oldest first; at most 1,000. */
  open(): Promise<readonly HandOverRecord[]>;
  /** True when something was said of this number after this sequence. */
  hasLater(systemId: string, number: string, sequence: number): Promise<boolean>;
  /** How many messages about a user no system has taken yet. */
  countOpen(userId: string): Promise<number>;
  add(handOver: HandOverRecord): Promise<void>;
  /** Until when the messages of this number wait, all of them together; undefined when none waits. */
  waitingUntil(systemId: string, number: string): Promise<number | undefined>;
  /** Lets all that waits for this number wait until `dueAt`: nothing of one user overtakes. */
  postpone(systemId: string, number: string, dueAt: number): Promise<void>;
  change(
    id: string,
    change: Partial<Pick<HandOverRecord, "state" | "body" | "attempts" | "dueAt" | "lastError">> & {
      readonly changedAt: number;
    },
  ): Promise<void>;
}

/** Everything of one municipality (R-PRIV-11). What is another's is not found; what is to be written of another's is refused. */
export interface TenantRepositories {
  readonly operators: OperatorRepository;
  readonly residents: ResidentRepository;
  readonly users: UserRepository;
  readonly applications: ApplicationRepository;
  readonly registrations: RegistrationRepository;
  readonly masterKeys: MasterKeyRepository;
  readonly initialSettings: InitialSettingRepository;
  readonly journal: JournalRepository;
  readonly tickets: TicketRepository;
  readonly approvals: ApprovalRepository;
  readonly tuningDrafts: TuningDraftRepository;
  readonly tuningVersions: TuningVersionRepository;
  readonly loginMethods: LoginMethodRepository;
  readonly operatorCards: OperatorCardRepository;
  readonly fingerprints: FingerprintRepository;
  readonly stops: StopRepository;
  readonly declinedStops: DeclinedStopRepository;
  readonly serviceIds: ServiceIdRepository;
  readonly systemNumbers: SystemNumberRepository;
  readonly handOvers: HandOverRepository;
  readonly bulkLoads: BulkLoadRepository;
  readonly statusFiles: StatusFileRepository;
  readonly issuances: IssuanceRepository;
}

/** The use of a shared service, as the other municipalities of the group may know it: no user, no card of its own. */
export interface JointRegistration {
  readonly municipality: string;
  readonly serviceId: string;
  readonly state: RegistrationRecord["state"];
}

/** What municipalities that use services jointly see of each other; never residents, users or operators (R-SHARE-03, X-18). */
export interface JointRepositories {
  readonly registrations: {
    live(cardId: string, serviceId: string): Promise<JointRegistration | undefined>;
  };
}

/** What any counter may know of a stop: that there is one, whose, and why. Who reported it and who set it stays with the municipality. */
export type StopMark = Pick<StopRecord, "cardId" | "municipality" | "reason">;

export interface StopMarkRepository {
  /** A stop of this card by whichever municipality, the oldest first. */
  of(cardId: string): Promise<StopMark | undefined>;
}

/** Interrupted operations by their card: a torn write is mended at whichever counter the card comes back to. */
export interface WaitingRepository {
  /** Open entries of a card, oldest first. */
  onCard(cardId: string): Promise<readonly JournalRecord[]>;
}

/** What a card that has lost an application brings about for whoever registered its use; it tells nothing back. */
export interface CardUseRepository {
  /** Withdraws the live registration of this card for this service, if there is one. */
  end(cardId: string, serviceId: string, changedAt: number): Promise<void>;
}

/** Everything that is wrapped under the machine's key-encryption key, as it lies there: nothing of it can be read without that key. */
export interface WrappedRepository {
  masterKeys(): Promise<readonly MasterKeyRecord[]>;
  fingerprints(): Promise<readonly FingerprintRecord[]>;
  /** Exchanges the wrapping of a key that is still wrapped as the record says. */
  replaceMasterKey(record: MasterKeyRecord, wrapped: Uint8Array): Promise<void>;
  replaceFingerprint(record: FingerprintRecord, sealed: Uint8Array): Promise<void>;
}

/** Audit rows on their way from the store into the audit log. */
export interface AuditOutboxRepository {
  add(row: Omit<WaitingRow, "number">): Promise<void>;
  /** The oldest ones, in the order in which they came about. */
  waiting(limit: number): Promise<readonly WaitingRow[]>;
  remove(numbers: readonly number[]): Promise<void>;
}

/** What is no municipality's own, each with its reason. A person is known to none of it but by the number of a card. */
export interface CommonRepositories {
  /** What a card says of itself to any reader. */
  readonly cards: CardRepository;
  /** The CS's word about a card holds at every counter. */
  readonly cardStatus: CardStatusRepository;
  /** There is one link to the CS, whose every message is for all counters. */
  readonly csFeed: CsFeedRepository;
  /** A stop holds in every sharing municipality at once (R-SHARE-06, X-10). */
  readonly stops: StopMarkRepository;
  /** Wrong PINs of one application are counted over all channels, whoever runs them (R-PIN-09). */
  readonly pinTries: PinTriesRepository;
  readonly waiting: WaitingRepository;
  readonly cardUse: CardUseRepository;
  /** The key-encryption key is the machine's: its exchange goes over the wrapped keys of all municipalities. */
  readonly wrapped: WrappedRepository;
  /** The log is one for all municipalities; what waits for it is read by nobody else. */
  readonly auditOutbox: AuditOutboxRepository;
}

/** Everything that is stored, by small repositories; the audit log has its own store (`daemon/audit`). */
export interface Repositories extends CommonRepositories {
  /** The scope of one municipality: the only way to anything that is a municipality's own. */
  of(municipality: string): TenantRepositories;
  /** The scope of a group in joint use. */
  jointly(municipalities: readonly string[]): JointRepositories;
}

/** The database. Each call on it is its own transaction; `transaction` joins several into one: all or nothing. */
export interface Store extends Repositories {
  /** Inside `work` use only the repositories that it is given: the store itself would wait for this transaction's end. */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Opens an empty stage for one import into a municipality's residents, and into nobody else's. */
  stageResidents(municipality: string): Promise<ResidentStage>;
  close(): Promise<void>;
}
