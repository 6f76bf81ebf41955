import type { ApprovalAct, LoginMethod, Right, Role } from "../api/contract/index.js";

export type { IssuanceRecord } from "./issuance.js";
export type * from "./tuning-records.js";

/** Moments in the store are milliseconds since 1970-01-01T00:00:00Z; card ids and AIDs are upper-case hexadecimal. */

export interface OperatorRecord {
  readonly municipality: string;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Rights that the roles give and that are taken from this operator again. */
  readonly withdrawn: readonly Right[];
  /** `defined`: with rights, but not in the operator authentication. `deleted`: kept, so that the id is never given again (R-DATA-06). */
  readonly state: "defined" | "registered" | "disabled" | "deleted";
  /** `scrypt$N$r$p$salt$hash`, base64url; empty: no password opens this id. */
  readonly passwordHash: string;
  readonly failures: number;
  /** Login is refused until this moment. */
  readonly lockedUntil: number;
}

export interface LoginMethodRecord {
  readonly municipality: string;
  readonly method: LoginMethod;
  readonly changedBy: string;
  readonly changedAt: number;
}

/** An operator card (操作者識別カード) and whose it is. A stopped one is kept, so that it is never given again. */
export interface OperatorCardRecord {
  readonly municipality: string;
  readonly cardId: string;
  readonly operatorId: string;
  readonly state: "live" | "stopped";
  readonly changedBy: string;
  readonly changedAt: number;
}

export interface FingerprintRecord {
  readonly municipality: string;
  readonly operatorId: string;
  /** Under the key-encryption key; in clear nowhere. */
  readonly sealed: Uint8Array;
  readonly changedBy: string;
  readonly changedAt: number;
}

/** An act that a second operator has to approve before it is done. */
export interface ApprovalRecord {
  readonly municipality: string;
  readonly id: string;
  readonly act: ApprovalAct;
  /** What exactly is to be done, as the act itself writes it: an approval is for nothing else. */
  readonly subject: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly expiresAt: number;
  readonly state: "open" | "approved" | "rejected" | "used";
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  readonly decisionReason?: string;
}

/** What is known of every resident, in files and in the store. */
export interface ResidentCore {
  readonly residentId: string;
  readonly name: string;
  readonly kana: string;
  readonly address: string;
  /** YYYY-MM-DD. */
  readonly birth: string;
  /** 0, 1, 2 or 9 (ISO/IEC 5218). */
  readonly sex: string;
}

export interface ResidentRecord extends ResidentCore {
  readonly municipality: string;
  /** Sequence of the import that last said something of this resident. */
  readonly sequence: number;
  /** Day of the move-out, YYYY-MM-DD: from its import on the resident is nobody's to look up here (R-JUKI-08, X-17). */
  readonly movedOut?: string;
  /** Why the resident is gone; absent where the file did not say. `absent`: a full file left the resident out. */
  readonly leaving?: "moved" | "died" | "removed" | "absent";
  /** Added items (R-TUNE-04) as the text of a JSON object; absent when there are none. */
  readonly items?: string;
  /** When the resident was entered by hand; absent as soon as an import has confirmed it. */
  readonly enteredAt?: number;
  readonly enteredBy?: string;
}

/** By which way residents came in: with the call, from the import folder, through the relay server. */
export type ImportWay = "call" | "folder" | "relay";

/** One resident file that was taken in: where what a resident's record says came from, and as of when (R-PRIV-04). */
export interface ResidentImportRecord {
  readonly municipality: string;
  readonly sequence: number;
  readonly way: ImportWay;
  readonly kind: "full" | "difference";
  /** The moment that the source system gave for its data; absent where the file did not say. */
  readonly asOf?: number;
  readonly importedAt: number;
  readonly residents: number;
}

/** A resident who uses services with a card. */
export interface UserRecord {
  readonly id: string;
  readonly municipality: string;
  readonly residentId: string;
  readonly cardId: string;
  readonly registeredBy: string;
  readonly registeredAt: number;
}

/** What a resident applied for (申込み); used up by the operation that carries it out (R-USE-02). */
export interface ApplicationRecord {
  readonly id: string;
  readonly municipality: string;
  readonly userId: string;
  /** Absent where a deletion is applied for that is not of one of the municipality's services. */
  readonly serviceId?: string;
  /** Another municipality's application that the resident wants deleted (R-MOVE-07). */
  readonly aid?: string;
  readonly kind: "load" | "delete";
  readonly recordedBy: string;
  readonly recordedAt: number;
  readonly state: "open" | "done";
}

/** Use registration (利用登録): `pending` gives no service. One live registration for a card and a service. */
export interface RegistrationRecord {
  readonly id: string;
  readonly municipality: string;
  readonly userId: string;
  readonly cardId: string;
  readonly serviceId: string;
  readonly aid: string;
  readonly state: "pending" | "active" | "withdrawn";
  readonly changedAt: number;
}

/** What is known of a card since it was last in a reader. */
export interface CardRecord {
  readonly cardId: string;
  readonly kind: "myna" | "juki";
  readonly dialect: string;
  readonly issuerMunicipality?: string;
  readonly expiry?: string;
  readonly seenAt: number;
}

/** Operation states of a card (カード運用状態, A-03). Only `active` (運用中) opens load and service. */
export const operationStates = [
  "not-delivered",
  "active",
  "suspended",
  "lost",
  "stolen",
  "revoked",
  "expired",
  "returned",
  "unknown",
] as const;
export type OperationState = (typeof operationStates)[number];

/** How a state was learnt: the CS answered to a question, told it by itself, or wrote it on a medium. */
export const statusSources = ["live", "push", "medium"] as const;
export type StatusSource = (typeof statusSources)[number];

export interface CardStatusRecord {
  readonly cardId: string;
  readonly state: OperationState;
  /** Sequence number of the CS: an older one never overwrites a newer one (R-CRYPT-05, X-32). */
  readonly sequence: number;
  readonly source: StatusSource;
  /** The moment that the CS's word is about, by the daemon's clock where it answered, by the CS's own (but never later than ours) otherwise. */
  readonly asOf: number;
}

/** The last status file (カード運用情報) that a municipality imported. */
export interface StatusFileRecord {
  readonly municipality: string;
  readonly sequence: number;
  readonly asOf: number;
  readonly importedAt: number;
}

/** Why a card is stopped; the first two stop the service-use ID of themselves (R-STOP-03). */
export const stopReasons = ["lost", "stolen", "wish", "import", "misuse"] as const;
export type StopReason = (typeof stopReasons)[number];
/** Whose report it was. No name: who it was stands in the municipality's own papers. */
export const stopReporters = ["holder", "representative", "police", "staff"] as const;
export type StopReporter = (typeof stopReporters)[number];

/** A stop that an import proposed, and that an operator declined; of the same going away it is not proposed again. */
export interface DeclinedStopRecord {
  readonly municipality: string;
  readonly residentId: string;
  /** Day of the going away that it was about. */
  readonly movedOut: string;
  readonly declinedBy: string;
  readonly declinedAt: number;
}

/** Operator's stop after a report (停止措置); it does not depend on the CS and is not lifted by it (R-STOP-05). */
export interface StopRecord {
  readonly cardId: string;
  readonly municipality: string;
  readonly reason: StopReason;
  /** Who reported it, by kind; `unknown` in records from before it was asked (R-STOP-02). */
  readonly reportedBy: StopReporter | "unknown";
  readonly setBy: string;
  readonly setAt: number;
}

/** The card-less way to services (サービス利用ID): whose it is and whether it may be used. Its password is kept as a salted hash. */
export interface ServiceIdRecord {
  readonly municipality: string;
  readonly id: string;
  readonly residentId: string;
  readonly state: "active" | "stopped";
  /** Of a stopped one. */
  readonly reason?: StopReason | null;
  readonly changedAt: number;
  /** `scrypt$N$r$p$salt$hash`; absent: no password opens this ID (R-DATA-07). */
  readonly passwordHash?: string;
  readonly failures?: number;
  /** Refused until this moment. */
  readonly lockedUntil?: number;
}

/**
 * A master key of a municipality's areas or of one service, or a private key by which a municipality signs and opens hand-over
 * tickets; wrapped under the key-encryption key (R-AREA-11).
 */
export interface MasterKeyRecord {
  readonly use: "area" | "service" | "exchange" | "card-ref";
  readonly municipality: string;
  readonly keyId: string;
  readonly generation: number;
  readonly wrapped: Uint8Array;
  /** Shown to people in place of the key. */
  readonly checkValue: string;
  readonly registeredAt: number;
}

/** How far a municipality's initial setting is; no record before it was completed once (R-SYS-20). `reopened`: by a controlled re-initialisation. */
export interface InitialSettingRecord {
  readonly municipality: string;
  readonly state: "initialised" | "reopened";
  /** An operator's id, or `the configuration`. */
  readonly changedBy: string;
  readonly changedAt: number;
}

export type JournalState = "open" | "finished" | "undone" | "failed";

/** One card write from before its first APDU to its end; an open one is finished or undone at the next insertion. */
export interface JournalRecord {
  readonly id: string;
  readonly municipality: string;
  readonly cardId: string;
  readonly operation:
    | "area.set"
    | "area.rekey"
    | "cardApps.load"
    | "cardApps.delete"
    | "cardApps.upgrade"
    | "cardApps.setPin"
    | "move.continue"
    | "pin.lock";
  readonly state: JournalState;
  /** Name of the last step that was begun. */
  readonly step: string;
  readonly aid?: string;
  readonly serviceId?: string;
  readonly userId?: string;
  readonly applicationId?: string;
  readonly registrationId?: string;
  /** Under whose key the area stood before a move continuation. */
  readonly fromMunicipality?: string;
  readonly ticketId?: string;
  readonly operatorId: string;
  readonly correlationId: string;
  readonly startedAt: number;
  readonly changedAt: number;
}

/** A hand-over ticket that was taken for a move continuation; kept for good, so that none is taken twice. */
export interface TicketRecord {
  readonly id: string;
  /** Who took it. */
  readonly municipality: string;
  readonly issuer: string;
  readonly cardId: string;
  /** `taken`: its continuation is under way. */
  readonly state: "taken" | "used";
  /** The ticket as it came, still enciphered, until it is used: an interrupted continuation needs its keys again. */
  readonly sealed: string;
  readonly changedAt: number;
}

/** Wrong PIN entries in a row of one application on one card, counted over all channels (R-PIN-09, X-02). */
export interface PinTriesRecord {
  readonly cardId: string;
  readonly aid: string;
  readonly tries: number;
  readonly locked: boolean;
  readonly changedAt: number;
}

/** What a business system is told of a user. */
export type HandOverKind = "registered" | "changed" | "ended" | "stopped" | "lifted" | "withdrawn";

/** The number by which one business system, and no other, knows a user; it stays when the user gets another card (R-PRIV-10). */
export interface SystemNumberRecord {
  readonly municipality: string;
  readonly systemId: string;
  readonly userId: string;
  /** Sixteen upper-case hexadecimal digits; says nothing of the user. */
  readonly number: string;
  /** Sequence of the last message about this user. */
  readonly sequence: number;
  /** Digest of the declared fields as they were told last; empty when none were. */
  readonly told: string;
}

/** One message to a business system, from the transaction that brought it about until the system has taken it. */
export interface HandOverRecord {
  /** Goes with every attempt: who has seen it takes it no second time. */
  readonly id: string;
  readonly municipality: string;
  readonly systemId: string;
  readonly serviceId: string;
  readonly userId: string;
  readonly number: string;
  /** 1, 2, 3 … for each number: the order that its messages are told in. */
  readonly sequence: number;
  readonly kind: HandOverKind;
  /** The message as JSON; emptied when the system has taken it. */
  readonly body: string;
  /** `refused`: the system answered that it will not have it; an operator decides. */
  readonly state: "waiting" | "delivered" | "refused";
  readonly attempts: number;
  readonly dueAt: number;
  readonly lastError?: string;
  readonly correlationId: string;
  readonly createdAt: number;
  readonly changedAt: number;
}

/** A bulk load (連続搭載): one service onto card after card. */
export interface BulkRunRecord {
  readonly id: string;
  readonly municipality: string;
  readonly serviceId: string;
  readonly operatorId: string;
  readonly state: "open" | "ended";
  /** Open applications for the service when it began. */
  readonly total: number;
  readonly startedAt: number;
}

/** What became of one card of a bulk load; putting it in again replaces it. */
export interface BulkCardRecord {
  readonly municipality: string;
  readonly bulkId: string;
  readonly cardId: string;
  /** `already`: it was loaded before, also by an interrupted load that the daemon has finished since. */
  readonly outcome: "loaded" | "already" | "failed";
  readonly code?: string;
  readonly changedAt: number;
}

/** A row that the audit log does not have yet: stored together with what it tells of. */
export interface WaitingRow {
  /** In the order in which they came about. */
  readonly number: number;
  /** When it came about, milliseconds since 1970. */
  readonly at: number;
  /** The event as JSON: ids, counts and codes, as in the log itself (R-LOG-06). */
  readonly event: string;
}
