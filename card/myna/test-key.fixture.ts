import { generateKeyPairSync, type KeyObject } from "node:crypto";

const keys = new Map<string, KeyObject>();

/** A private RSA-2048 key for tests, made once a run for each name. */
export function testKey(name: string): KeyObject {
  let key = keys.get(name);
  if (key === undefined) {
    key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    keys.set(name, key);
  }
  return key;
}
