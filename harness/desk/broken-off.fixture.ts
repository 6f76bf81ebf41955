import type { DaemonPorts } from "#daemon/main/ports.js";
import { openStore } from "#daemon/store/store.js";
import { PowerLoss } from "#simulator/nvm/power-loss.js";
import { Desk } from "./desk.fixture.js";
import type { DeskCard } from "./desk-card.fixture.js";
import { Killed, KillSwitch } from "./kill-switch.fixture.js";

/** The card is pulled at each command that `which` picks, before it hears it; gives what ends that. */
export function pull(
  card: Pick<DeskCard, "transmit" | "powerOff">,
  which: (command: Uint8Array) => boolean,
): () => void {
  const transmit = card.transmit.bind(card);
  card.transmit = (command) => {
    if (!which(command)) return transmit(command);
    card.powerOff();
    throw new PowerLoss();
  };
  return () => void Reflect.deleteProperty(card, "transmit");
}

/** What a daemon that ends in the middle has to do with: all that stays is in the file and on the card. */
export interface Doomed {
  readonly file: string;
  readonly card: DeskCard;
  readonly ports?: Partial<DaemonPorts>;
}

/** Runs `work` on a daemon that is killed at its `step`-th step; false when it came to its end before. */
export async function killedAt(
  step: number,
  { file, card, ports = {} }: Doomed,
  work: (desk: Desk) => Promise<unknown>,
): Promise<boolean> {
  const kill = new KillSwitch();
  const store = await openStore(file);
  const plain = new Desk(store, ports);
  const doomed = new Desk(
    store,
    { ...ports, store: kill.store(store), readers: kill.readers(plain.readers) },
    { ids: "doomed" },
  );
  await plain.readers.start();
  await doomed.part.start?.();
  plain.readers.insert("r1", card);
  await plain.settled();
  kill.arm(step);
  await work(doomed).catch((error) => {
    if (!(error instanceof Killed)) throw error;
  });
  await plain.readers.stop();
  await store.close();
  return kill.fired;
}
