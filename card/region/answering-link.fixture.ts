import { fromHex, toHex } from "#card/bytes/bytes.js";

/** A card that gives these answers one after the other, and keeps what it was asked. */
export function answering(...answers: readonly string[]) {
  const asked: string[] = [];
  const transmit = async (command: Uint8Array): Promise<Uint8Array> => {
    asked.push(toHex(command));
    return fromHex(answers[asked.length - 1] ?? "6F00");
  };
  return { transmit, asked };
}
