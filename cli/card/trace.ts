import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { type Command, Option } from "commander";
import { errorFamily } from "#card/errors/madoguchi-error.js";
import { DeskClient } from "#simulator/control/server/desk-client.js";
import { PcapngWriter, type TraceEntry, type TraceFilter, traceText } from "#simulator/trace/index.js";
import { interruption } from "../interruption.js";
import { terminalLanguage } from "../language.js";
import { reportFailure } from "../report-failure.js";
import { ask, type DeskFlags, ofDesk } from "./desk-command.js";

const traceErrors = errorFamily("trace", {
  terminal: {
    en: {
      cause: "a pcap file is no text for a terminal",
      remedy: "Give --output FILE, or send it on: … | wireshark -k -i -",
    },
    ja: {
      cause: "pcapは端末に表示できる形式ではありません",
      remedy: "--output で出力先を指定するか、パイプで渡してください（… | wireshark -k -i -）。",
    },
  },
  unwritable: {
    en: { cause: "the trace cannot be written to this file", remedy: "Check the path, its rights and the room." },
    ja: {
      cause: "このファイルにトレースを書き込めません",
      remedy: "パス・アクセス権・空き容量を確認してください。",
    },
  },
});

type Format = "human" | "jsonl" | "pcap";

interface Flags extends DeskFlags {
  readonly card?: string;
  readonly reader?: string;
  readonly format: Format;
  readonly follow?: true;
  readonly output?: string;
  readonly clear?: true;
  readonly switch?: "on" | "off";
}

/** What goes to the file in front of all entries, and for each. */
function form(format: Format): {
  readonly head?: Uint8Array;
  readonly entry: (entry: TraceEntry) => string | Uint8Array;
} {
  if (format === "jsonl") return { entry: (entry) => `${JSON.stringify(entry)}\n` };
  if (format === "human") {
    const language = terminalLanguage();
    return { entry: (entry) => `${traceText(entry, language)}\n` };
  }
  const writer = new PcapngWriter();
  return { head: writer.header(), entry: (entry) => writer.entry(entry) };
}

/** The entries that are kept, in as many portions as they need. */
async function* kept(desk: DeskClient, filter: TraceFilter): AsyncGenerator<TraceEntry> {
  let after = 0;
  for (;;) {
    const slice = await desk.call("trace.read", { ...filter, after });
    yield* slice.entries as TraceEntry[];
    if (slice.next === after) return;
    after = slice.next;
  }
}

async function trace(flags: Flags): Promise<void> {
  if (flags.clear) return ask(flags, "trace.clear", {}, () => "✔ cleared · 消去しました");
  const filter = {
    ...(flags.card === undefined ? {} : { card: flags.card }),
    ...(flags.reader === undefined ? {} : { reader: flags.reader }),
  };
  if (flags.switch !== undefined) {
    const card = flags.card === undefined ? {} : { card: flags.card };
    return ask(flags, "trace.switch", { ...card, on: flags.switch === "on" }, () => `✔ trace ${flags.switch}`);
  }
  const format = flags.json ? "jsonl" : flags.format;
  if (format === "pcap" && flags.output === undefined && process.stdout.isTTY) throw traceErrors.error("terminal");
  const desk = new DeskClient(flags.socket);
  const ended = interruption();
  const out: Writable = flags.output === undefined ? process.stdout : createWriteStream(flags.output);
  // Whoever read enough (head, less) is no failure.
  out.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    const details = { file: flags.output, problem: error.code };
    process.exit(reportFailure(traceErrors.error("unwritable", details, { cause: error })));
  });
  const { head, entry: encode } = form(format);
  if (head !== undefined) out.write(head);
  let entries = 0;
  for await (const entry of flags.follow ? desk.follow(filter, ended) : kept(desk, filter)) {
    entries += 1;
    if (!out.write(encode(entry))) await once(out, "drain");
  }
  // A card that has left the desk still has its trace; one that never was is a slip of the pen, and told so.
  if (entries === 0 && flags.card !== undefined && !flags.follow) await desk.call("card.holder", { card: flags.card });
  if (out !== process.stdout) await new Promise<void>((done) => out.end(done));
}

/** `madoguchi card trace`. */
export function configure(command: Command): void {
  ofDesk(command)
    .option("--card <name>", "this card only · このカードのみ")
    .option("--reader <name>", "this reader only · このリーダのみ")
    .addOption(
      new Option("--format <form>", "for people, JSON lines, or pcapng for Wireshark · 出力形式")
        .choices(["human", "jsonl", "pcap"])
        .default("human"),
    )
    .option("--follow", "go on with what comes, until Ctrl-C · Ctrl-Cまで続けて表示")
    .option("--output <file>", "write to this file · ファイルに書き込む")
    .option("--clear", "let the kept entries go · 保持している分を消去")
    .addOption(
      new Option("--switch <state>", "record or not, all cards or --card · 記録の開始と停止").choices(["on", "off"]),
    )
    .action(trace);
}
