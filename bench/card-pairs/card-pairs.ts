import { fromHex } from "#card/bytes/bytes.js";
import { systemClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { createCard } from "#simulator/card/index.js";
import { issuePerson, KeyStore } from "#simulator/people/index.js";
import { findProfile } from "#simulator/profiles/index.js";
import { type Benchmark, benchRow, median, round } from "../bench-row.js";
import { BareLoop } from "./bare-loop.js";

const SELECT_JPKI = fromHex("00A4040C0AD392F000260100000001");
/** 利用者証明用証明書, in its first 256 octets. */
const SELECT_CERTIFICATE = fromHex("00A4020C02000A");
const READ = fromHex("00B0000000");
const READ_BY_SFI = fromHex("00B08A0000");

const TARGET = 200_000;
const PAIRS = 200_000;
const ROUNDS = 7;

interface Answering {
  transmit(command: Uint8Array): Uint8Array;
}

/** Pairs a second over one round. */
function rate(card: Answering, first: Uint8Array, second: Uint8Array): number {
  const start = performance.now();
  for (let pair = 0; pair < PAIRS; pair++) {
    card.transmit(first);
    card.transmit(second);
  }
  return (1000 * PAIRS) / (performance.now() - start);
}

/** In-process SELECT + READ BINARY pairs a second on one core, beside a loop that does no more than it must. */
export const cardPairs: Benchmark = {
  id: "card.pairs",
  title: "SELECT EF + READ BINARY in process, beside a bare loop",
  async run(tell) {
    const random = seededRandom("card.pairs");
    const person = await issuePerson("hanako", { keys: new KeyStore(), clock: systemClock, random });
    const card = createCard({ profile: findProfile("aoba"), person, random });
    card.powerOn();
    card.transmit(SELECT_JPKI);
    const bare = new BareLoop(new Map([[0x000a, person.jpki.auth.certificate]]));

    const ours: number[] = [];
    const peers: number[] = [];
    const bySfi: number[] = [];
    for (let turn = 0; turn < ROUNDS; turn++) {
      ours.push(rate(card, SELECT_CERTIFICATE, READ));
      peers.push(rate(bare, SELECT_CERTIFICATE, READ));
      bySfi.push(rate(card, SELECT_JPKI, READ_BY_SFI));
    }
    const value = median(ours);
    const peerValue = median(peers);
    tell(`card.pairs: SELECT application + READ BINARY by short identifier: ${round(median(bySfi))} pairs/s`);
    return benchRow({
      id: "card.pairs",
      value,
      unit: "pairs/s",
      peer: "bare loop: parse and copy",
      peerValue,
      target: `value >= ${TARGET}`,
      pass: value >= TARGET,
    });
  },
};
