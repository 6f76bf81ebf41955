import { generateKeyPairSync } from "node:crypto";
import { buildPackage } from "#card/region/load-file/encode.js";
import type { CardAppPackage } from "#card/region/package.js";
import { usualContent } from "#card/region/usual-content.js";

/** Municipality of the applications that profiles are compared by. */
export const STANDARD_MUNICIPALITY = "13101";

const signer = generateKeyPairSync("ed25519").privateKey;

/** The application that profiles are compared by: a PIN, 16-octet service keys, and one file of ten records of 64 octets. Its service number counts from 1. */
export function standardPackage(service: number): CardAppPackage {
  return buildPackage(
    usualContent(STANDARD_MUNICIPALITY, service, {
      files: [{ id: 1, records: 10, recordSize: 64, access: { read: "system", update: "system" } }],
    }),
    signer,
  );
}
