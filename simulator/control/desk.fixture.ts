import { fromHex, toHex } from "#card/bytes/bytes.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { KeyStore } from "../people/index.js";
import { CardDesk, type CardDeskOptions } from "./card-desk.js";

const keys = new KeyStore();

export const SELECT_JPKI = "00A4040C0AD392F000260100000001";
/** SELECT of the PIN's file, and what asks for its tries. */
export const SELECT_PIN = "00A4020C020018";
export const ASK_TRIES = "00200080";
export const WRONG_PIN = "002000800439393939";
export const RIGHT_PIN = "002000800431323334";

/** A desk with memory readers `a` and `b`, on a clock that stands still. */
export function openDesk(options: CardDeskOptions = {}): CardDesk {
  const desk = new CardDesk({ clock: new VirtualClock(), random: seededRandom("desk"), keys, ...options });
  for (const name of ["a", "b"]) desk.addReader({ name, target: { kind: "memory" } });
  void desk.memoryReaders.start();
  return desk;
}

/** What the card in a reader answers to these commands, as whoever holds the reader sees it. */
export function send(desk: CardDesk, reader: string, ...commands: readonly string[]): Promise<string[]> {
  return desk.memoryReaders.withCard(reader, {}, async (card) => {
    const answers: string[] = [];
    for (const command of commands) answers.push(toHex(await card.transmit(fromHex(command))));
    return answers;
  });
}

/** The tries that are left of 利用者証明用's PIN. */
export async function tries(desk: CardDesk, reader: string): Promise<string> {
  return (await send(desk, reader, SELECT_JPKI, SELECT_PIN, ASK_TRIES))[2]!;
}
