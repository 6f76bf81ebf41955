/** Run by a test as a process of its own: makes or loads a key of a folder and tells its public half. */
import { createPublicKey } from "node:crypto";
import { KeyStore } from "./key-store.js";

const [folder, name] = process.argv.slice(2) as [string, string];
const key = createPublicKey(await new KeyStore(folder).privateKey(name));
process.send?.(key.export({ type: "spki", format: "pem" }));
process.disconnect();
