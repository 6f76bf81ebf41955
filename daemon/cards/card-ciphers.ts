import type { DialectRow } from "#card/region/dialects/table.js";

/**
 * What the channels to cards may use: data, as the TLS policy is (R-CRYPT-02, A-26). Triple DES is on no list of recommended ciphers:
 * it stands here by name, for the channel of legacy cards alone (decision 0006), and a municipality can strike it out.
 */
export const cardCiphers = {
  edition: "CRYPTREC 電子政府推奨暗号リスト 2023-03-30",
  recommended: [
    { dialect: "gp-scp03", algorithms: "AES-128, -192, -256: CBC, CMAC (SCP03)" },
    { dialect: "iso-fs", algorithms: "AES-128, -192, -256: CBC, CMAC (ISO/IEC 7816-4)" },
  ],
  exceptions: [
    { dialect: "gp-scp02", algorithms: "two-key Triple DES (SCP02)", struckOutBy: "cards.tripleDes: false" },
  ],
} as const;

/** The rows of a dialect table that may be used. A card of another row is not known any more: `card.unsupported`, and nothing is sent to it. */
export function allowedRows(rows: readonly DialectRow[], tripleDes: boolean): readonly DialectRow[] {
  const { recommended, exceptions } = cardCiphers;
  const allowed = new Set<string>([...recommended, ...(tripleDes ? exceptions : [])].map(({ dialect }) => dialect));
  return rows.filter(({ model }) => allowed.has(model.dialect));
}
