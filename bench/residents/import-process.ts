import { createPrivateKey, createPublicKey } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { systemClock } from "#card/ports/clock.js";
import { importResidents } from "#daemon/residents/import-residents.js";
import { openStore } from "#daemon/store/store.js";
import { CITY } from "./crowd.js";

/**
 * Imports one sealed file as the daemon does, in a process that does nothing else, and says how long it took and how much memory there was at most.
 * Arguments: database, sealed file, private key of the recipient, public key of the signer (PEM).
 */
const [database = "", file = "", recipient = "", signer = ""] = process.argv.slice(2);
const store = await openStore(database);
const settings = { plain: false, signers: [createPublicKey(readFileSync(signer))], items: [] };
const key = createPrivateKey(readFileSync(recipient));
const start = performance.now();
const result = await importResidents(
  { store, clock: systemClock, settings, recipient: async () => key },
  { municipality: CITY, progress: () => {} },
  createReadStream(file, { highWaterMark: 256 * 1024 }),
);
const ms = performance.now() - start;
await store.close();
process.stdout.write(JSON.stringify({ ms, residents: result.imported, maxRssKiB: process.resourceUsage().maxRSS }));
