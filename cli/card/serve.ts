import { type Command, InvalidArgumentError } from "commander";
import { preciseClock } from "#card/ports/clock.js";
import { PcscStack } from "#harness/stack/index.js";
import { CardDesk, defaultSocket, type ServedDesk, serveDesk } from "#simulator/control/index.js";
import { portOfSlot } from "#simulator/vpcd/index.js";
import { failureLines } from "../report-failure.js";
import { untilEnded } from "../until-ended.js";
import { idle } from "./fault.js";
import { number } from "./number.js";

interface Flags {
  readonly socket: string;
  readonly readers: number;
  readonly host: string;
  readonly private?: true;
  readonly trace: boolean;
  readonly json?: true;
}

/** A served desk is for hands, not for floods: thousands of cards belong into the process of the test. */
const MOST_CARDS = 1_000;

/** Readers of the desk are called by their number; they are the slots of the virtual reader in that order. */
export function slotCount(text: string): number {
  const count = number(text);
  if (count < 1 || count > 16) throw new InvalidArgumentError("1 to 16: PC/SC has no more · 1〜16で指定してください");
  return count;
}

async function serve(flags: Flags): Promise<void> {
  const tell = (error: unknown) => console.error(failureLines(error).join("\n"));
  const desk = new CardDesk({ clock: preciseClock, tracing: flags.trace, mostCards: MOST_CARDS, onDefect: tell });
  let stack: PcscStack | undefined;
  let served: ServedDesk | undefined;
  try {
    served = await serveDesk(desk, { socket: flags.socket, onDefect: tell });
    if (flags.private) stack = await PcscStack.start(flags.readers);
    const ports =
      stack?.slots.map(({ port }) => port) ?? Array.from({ length: flags.readers }, (_, slot) => portOfSlot(slot));
    for (const [slot, port] of ports.entries()) {
      desk.addReader({ name: String(slot), target: { kind: "vpcd", host: flags.host, port } });
    }
    // Before the first line is out: who reads it may end the desk at once.
    const ended = untilEnded();
    console.log(flags.json ? ready(served, desk, stack) : introduce(served, ports, stack).join("\n"));
    const signal = await ended;
    if (!flags.json) console.log(`… ${signal}: 終了処理中 · stopping`);
    for (const { card, fault } of desk.idleFaults()) console.error(idle(card, fault));
  } finally {
    await served?.close();
    await desk.close();
    await stack?.stop();
  }
}

function ready({ socket }: ServedDesk, desk: CardDesk, stack: PcscStack | undefined): string {
  return JSON.stringify({ socket, readers: desk.readers(), env: stack?.env ?? {} });
}

const namesOf = ({ slots }: PcscStack): string => [slots[0], slots.at(-1)].map((slot) => slot?.reader).join(" – ");

function introduce({ socket }: ServedDesk, ports: readonly number[], stack: PcscStack | undefined): string[] {
  const last = ports.length - 1;
  // The ports of a pcscd of our own are any that were free: its readers' names say more.
  const where = stack === undefined ? `vpcd ports ${ports[0]}–${ports[last]}` : namesOf(stack);
  return [
    "✔ カードデスクを開きました · the card desk is open",
    `  socket   ${socket}`,
    `  readers  0–${last} (${where})`,
    ...(stack === undefined ? [] : [`  export PCSCLITE_CSOCK_NAME=${stack.env.PCSCLITE_CSOCK_NAME}`]),
    "  madoguchi card create hanako --reader 0     Ctrl-C: 終了 · ends",
  ];
}

/** `madoguchi card serve`: a desk of cards that other terminals and programs work with, until Ctrl-C. */
export function configure(command: Command): void {
  command
    .option("--socket <path>", "where the desk is served · ソケットのパス", defaultSocket())
    .option("--readers <number>", "slots of the virtual reader, 1 to 16 · 仮想リーダのスロット数", slotCount, 2)
    .option("--host <address>", "where vpcd listens · vpcdのアドレス", "127.0.0.1")
    .option("--private", "bring a pcscd of its own with these readers · 専用のpcscdを起動する")
    .option("--no-trace", "record no trace · トレースを記録しない")
    .option("--json", "one line of JSON when it is ready, nothing else · 準備完了時にJSONを1行だけ出力")
    .action(serve);
}
