import type { KeyId } from "#card/myna/key-id.js";

/** Key ids of our own test hierarchy: 6 as every test hierarchy, 69 so that none is one of J-LIS's. */
export const TEST_KEY_IDS = {
  root: { number: "6900020", group: "001" },
  intermediate: { number: "6900021", group: "001" },
  visualCa: { number: "6900023", group: "001" },
  visualInfo: { number: "6900024", group: "001" },
  visualOpaque: { number: "6900025", group: "001" },
  textCa: { number: "6900033", group: "001" },
  textInfo: { number: "6900034", group: "001" },
  card: { number: "6900040", group: "001" },
  issuer: { number: "6900010", group: "001" },
} as const satisfies Record<string, KeyId>;
