import { writeSync } from "node:fs";
import { fromHex, toHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import { findProfile } from "../profiles/read-profile.js";
import { createCard } from "./create-card.js";

/**
 * A process that a test kills: a card on the state file named by its argument gets the signature password wrong, wrong and right, for ever.
 * Every answer is told on standard output as soon as it is there.
 */
const random = seededRandom("kill");
const person = await issuePerson("hanako", { keys: new KeyStore(), clock: systemClock, random });
const card = createCard({ profile: findProfile("aoba"), person, random, stateFile: process.argv[2]! });
card.powerOn();
card.transmit(fromHex("00A4040C0AD392F000260100000001"));
const right = Buffer.from(person.pins.sign!, "latin1");
const verify = (secret: Uint8Array): Uint8Array => Uint8Array.of(0x00, 0x20, 0x00, 0x9b, secret.length, ...secret);
const wrong = verify(Buffer.from("WRONG1", "latin1"));
for (;;) {
  for (const command of [wrong, wrong, verify(right)]) writeSync(1, `${toHex(card.transmit(command))}\n`);
}
