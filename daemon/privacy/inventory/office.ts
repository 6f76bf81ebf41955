import type { Tables } from "./terms.js";

const KNEX = {
  knex_migrations: {
    about: { ja: "データベースの版", en: "Steps of the database's history" },
    whom: "nobody",
    basis: "none",
    keep: "system",
    columns: { id: "schema", name: "schema", batch: "schema", migration_time: "schema" },
  },
  knex_migrations_lock: {
    about: { ja: "データベースの版の更新中の印", en: "Mark of a step that is being made" },
    whom: "nobody",
    basis: "none",
    keep: "system",
    columns: { index: "schema", is_locked: "schema" },
  },
  sqlite_sequence: {
    about: { ja: "データベース自身の連番", en: "The database's own counters" },
    whom: "nobody",
    basis: "none",
    keep: "system",
    columns: { name: "schema", seq: "schema" },
  },
} as const satisfies Tables;

/** Tables of operators, keys and the database itself. */
export const office = {
  operators: {
    about: { ja: "業務内ID（操作者）", en: "Operators and their in-business ids" },
    whom: "operator",
    basis: "safety",
    keep: "office",
    columns: {
      municipality: "tenant",
      id: "operator",
      name: "operator",
      roles: "operator",
      passwordHash: { purpose: "credential", keep: "replaced" },
      failures: { purpose: "credential", keep: "replaced" },
      lockedUntil: { purpose: "credential", keep: "replaced" },
      state: "operator",
      withdrawn: "operator",
    },
  },
  loginMethods: {
    about: { ja: "ログイン認証方式", en: "The login method of each municipality" },
    whom: "operator",
    basis: "safety",
    keep: "replaced",
    columns: { municipality: "tenant", method: "what", changedBy: "actor", changedAt: "when" },
  },
  initialSettings: {
    about: { ja: "初期設定の状態", en: "How far each municipality's initial setting is" },
    whom: "operator",
    basis: "safety",
    keep: "replaced",
    columns: { municipality: "tenant", state: "state", changedBy: "actor", changedAt: "when" },
  },
  operatorCards: {
    about: { ja: "操作者識別カード", en: "Operator cards" },
    whom: "operator",
    basis: "safety",
    keep: "office",
    columns: {
      municipality: "tenant",
      cardId: "operator",
      operatorId: "operator",
      state: "state",
      changedBy: "actor",
      changedAt: "when",
    },
  },
  fingerprints: {
    about: { ja: "操作者の指紋テンプレート（暗号化）", en: "Fingerprint templates of operators, enciphered" },
    whom: "operator",
    basis: "safety",
    keep: "office",
    columns: {
      municipality: "tenant",
      operatorId: "operator",
      changedBy: "actor",
      sealed: "credential",
      changedAt: "when",
    },
  },
  approvals: {
    about: { ja: "二人承認", en: "Acts that take two operators" },
    whom: "operator",
    basis: "safety",
    keep: "approved",
    columns: {
      municipality: "tenant",
      id: "key",
      act: "what",
      subject: "what",
      reason: "reason",
      requestedBy: "actor",
      state: "state",
      requestedAt: "when",
      expiresAt: "when",
      decidedBy: "actor",
      decisionReason: "reason",
      decidedAt: "when",
    },
  },
  masterKeys: {
    about: { ja: "独自利用領域キー等（暗号化）", en: "Area keys, service keys and exchange keys, enciphered" },
    whom: "nobody",
    basis: "none",
    keep: "keys",
    columns: {
      use: "what",
      municipality: "tenant",
      keyId: "key",
      generation: "key",
      wrapped: "keyMaterial",
      checkValue: "proof",
      registeredAt: "when",
    },
  },
  auditOutbox: {
    about: {
      ja: "監査ログへ書き込む前の行（変更と同時に保存し、書き込むと消す）",
      en: "Rows on their way into the audit log, stored with the change and taken out once the log has them",
    },
    whom: "both",
    basis: "safety",
    keep: "replaced",
    columns: { number: "order", at: "when", event: "trail" },
  },
  ...KNEX,
} as const satisfies Tables;

/** Tables of the audit log's own database. */
export const auditTables = {
  audit: {
    about: { ja: "監査ログ（アクセス履歴）", en: "The audit log: who did what on whom, when, with what result" },
    whom: "both",
    basis: "safety",
    keep: "audit",
    columns: {
      sequence: "order",
      correlationId: "order",
      target: "trail",
      municipality: "tenant",
      row: "trail",
    },
  },
  head: {
    about: { ja: "監査ログの署名", en: "Signed heads of the audit log" },
    whom: "nobody",
    basis: "none",
    keep: "system",
    columns: { number: "order", at: "when", base: "order", head: "proof" },
  },
  headKey: {
    about: { ja: "監査ログの署名検証鍵", en: "Public keys of the audit log's heads" },
    whom: "nobody",
    basis: "none",
    keep: "system",
    columns: { keyId: "key", publicKey: "proof" },
  },
  ...KNEX,
} as const satisfies Tables;
