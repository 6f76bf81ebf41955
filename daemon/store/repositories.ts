import type {
  ApplicationRecord,
  CardRecord,
  CardStatusRecord,
  JournalRecord,
  JournalState,
  MasterKeyRecord,
  OperatorRecord,
  PinTriesRecord,
  RegistrationRecord,
  ResidentRecord,
  StopRecord,
  TicketRecord,
  UserRecord,
} from "./records.js";

export interface OperatorRepository {
  find(municipality: string, id: string): Promise<OperatorRecord | undefined>;
  save(operator: OperatorRecord): Promise<void>;
  remove(municipality: string, id: string): Promise<void>;
}

export interface ResidentRepository {
  /** One who moved out is not found any more. */
  find(municipality: string, residentId: string): Promise<ResidentRecord | undefined>;
  /** At most 100, in order of resident id; kana and name match from their beginning. */
  search(
    municipality: string,
    query: { readonly residentId?: string; readonly kana?: string; readonly name?: string },
  ): Promise<readonly ResidentRecord[]>;
  save(residents: readonly ResidentRecord[]): Promise<void>;
  /** Highest sequence imported for a municipality; 0 when none was. */
  sequence(municipality: string): Promise<number>;
  setSequence(municipality: string, sequence: number): Promise<void>;
}

export interface UserRepository {
  find(id: string): Promise<UserRecord | undefined>;
  findByCard(municipality: string, cardId: string): Promise<UserRecord | undefined>;
  add(user: UserRecord): Promise<void>;
}

export interface ApplicationRepository {
  find(id: string): Promise<ApplicationRecord | undefined>;
  add(application: ApplicationRecord): Promise<void>;
  /** Marks it carried out. */
  close(id: string): Promise<void>;
}

export interface RegistrationRepository {
  find(id: string): Promise<RegistrationRecord | undefined>;
  /** The registration of this card for this service that is not withdrawn. */
  live(cardId: string, serviceId: string): Promise<RegistrationRecord | undefined>;
  add(registration: RegistrationRecord): Promise<void>;
  setState(id: string, state: RegistrationRecord["state"], changedAt: number): Promise<void>;
}

export interface CardRepository {
  find(cardId: string): Promise<CardRecord | undefined>;
  save(card: CardRecord): Promise<void>;
}

export interface CardStatusRepository {
  find(cardId: string): Promise<CardStatusRecord | undefined>;
  save(status: CardStatusRecord): Promise<void>;
}

export interface StopRepository {
  of(cardId: string): Promise<StopRecord | undefined>;
  set(stop: StopRecord): Promise<void>;
  lift(cardId: string): Promise<void>;
}

export interface MasterKeyRepository {
  find(
    use: MasterKeyRecord["use"],
    municipality: string,
    keyId: string,
    generation: number,
  ): Promise<MasterKeyRecord | undefined>;
  /** In order of registration, then generation. */
  ofMunicipality(use: MasterKeyRecord["use"], municipality: string): Promise<readonly MasterKeyRecord[]>;
  add(key: MasterKeyRecord): Promise<void>;
}

export interface JournalRepository {
  find(id: string): Promise<JournalRecord | undefined>;
  /** Open entries of a card, oldest first. */
  openOf(cardId: string): Promise<readonly JournalRecord[]>;
  open(municipality: string): Promise<readonly JournalRecord[]>;
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

export interface PinTriesRepository {
  of(cardId: string, aid: string): Promise<PinTriesRecord | undefined>;
  save(tries: PinTriesRecord): Promise<void>;
  clear(cardId: string, aid: string): Promise<void>;
}

/** Everything that is stored, by small repositories; the audit log has its own store (`daemon/audit`). */
export interface Repositories {
  readonly operators: OperatorRepository;
  readonly residents: ResidentRepository;
  readonly users: UserRepository;
  readonly applications: ApplicationRepository;
  readonly registrations: RegistrationRepository;
  readonly cards: CardRepository;
  readonly cardStatus: CardStatusRepository;
  readonly stops: StopRepository;
  readonly masterKeys: MasterKeyRepository;
  readonly journal: JournalRepository;
  readonly tickets: TicketRepository;
  readonly pinTries: PinTriesRepository;
}

/** The database. Each call on it is its own transaction; `transaction` joins several into one: all or nothing. */
export interface Store extends Repositories {
  /** Inside `work` use only the repositories that it is given: the store itself would wait for this transaction's end. */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
