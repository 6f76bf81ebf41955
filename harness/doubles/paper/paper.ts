import { dayInEra, dayOf } from "#daemon/forms/paper/japanese-day.js";

export { dayInEra, dayOf };

/** What a certificate (証明書) says, before it is put on paper. Its interface is ours. */
export interface Paper {
  /** Serial number, unique with the issuing server. */
  readonly serial: string;
  readonly kind: string;
  readonly title: { readonly ja: string; readonly en: string };
  readonly municipality: { readonly code: string; readonly name: string };
  /** Milliseconds since 1970 UTC. */
  readonly issuedAt: number;
  /** What is certified, line by line: personal data. */
  readonly lines: readonly { readonly label: string; readonly text: string }[];
  /** The sentence above the municipality's name. */
  readonly statement: string;
}
