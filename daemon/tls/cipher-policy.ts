/**
 * What TLS links may use: from the CRYPTREC e-Government recommended list of 2023-03-30 (AES, SHA-2, ECDHE, RSA, ECDSA).
 * Data, so that an algorithm can be struck without touching the code that uses it (R-CRYPT-02, A-26).
 */
export const cipherPolicy = {
  edition: "CRYPTREC 電子政府推奨暗号リスト 2023-03-30",
  minVersion: "TLSv1.2",
  ciphers: [
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
  ],
  groups: ["P-256", "P-384", "P-521"],
} as const;

/** The policy as options of `node:tls`, for servers and clients alike. */
export function tlsPolicy() {
  return {
    minVersion: cipherPolicy.minVersion,
    ciphers: cipherPolicy.ciphers.join(":"),
    ecdhCurve: cipherPolicy.groups.join(":"),
    honorCipherOrder: true,
  };
}
