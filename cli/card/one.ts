import { type Command, Option } from "commander";
import { equal, toHex } from "#card/bytes/bytes.js";
import { issuerApplications } from "#card/myna/aids.js";
import { preciseClock, systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { ISSUER_DOMAIN_AID } from "#card/region/aids.js";
import { PcscStack } from "#harness/stack/index.js";
import { createCard } from "#simulator/card/index.js";
import {
  type CardPersonalisation,
  issuePerson,
  jukiCardExpiry,
  KeyStore,
  residentNames,
} from "#simulator/people/index.js";
import { type CardProfile, findProfile, profileNames } from "#simulator/profiles/index.js";
import { TimedCard } from "#simulator/timing/index.js";
import { type TraceDraft, TracedCard, traceText } from "#simulator/trace/index.js";
import { FIRST_PORT, insertCard, portOfSlot } from "#simulator/vpcd/index.js";
import { terminalLanguage } from "../language.js";
import { failureLines } from "../report-failure.js";
import { untilEnded } from "../until-ended.js";
import { number } from "./number.js";

interface CardFlags {
  readonly profile: string;
  readonly person: string;
  readonly host: string;
  readonly port?: number;
  readonly slot?: number;
  readonly state?: string;
  readonly fsync: boolean;
  readonly contactless?: true;
  readonly timing?: true;
  readonly trace?: true;
  readonly private?: true;
}

const STATE = {
  waiting: "… waiting for pcscd with the vpcd driver · vpcdドライバ付きのpcscdを待っています",
  connected: "✔ in the reader; Ctrl-C takes it out · 挿入しました（Ctrl-Cで取り出し）",
  out: "✔ taken out · 取り出しました",
} as const;

/** Told once, when nobody has come to fetch the card for a while: without systemd nothing starts pcscd. */
const HINT = [
  "  none has come yet: start it (pcscd), or let --private bring one",
  "  まだ応答がありません。pcscdを起動するか、--private を付けて専用のpcscdを使ってください",
].join("\n");
const HINT_AFTER_MS = 3_000;

/** What was inserted. The PINs are shown, since this is test equipment and its holders do not exist. */
function introduce(
  atr: Uint8Array,
  { title, kind, dialect }: CardProfile,
  { resident, pins, issued, expiry }: CardPersonalisation,
): string[] {
  return [
    `${title.ja} · ${title.en}  ATR ${toHex(atr)}`,
    `${resident.title.ja} · ${resident.title.en}  (${resident.id}, ${kind === "juki" ? jukiCardExpiry(issued) : expiry})`,
    ...issuerApplications(kind)
      // A native file system has a master file in the domain's place.
      .filter(({ aid }) => dialect !== "iso-fs" || !equal(aid, ISSUER_DOMAIN_AID))
      .map(({ aid, ja, en }) => `  ${toHex(aid).padEnd(32)}  ${ja} · ${en}`),
    "  PIN (test equipment · 試験用):",
    kind === "juki"
      ? `    署名用 sign ${pins.sign ?? "–"}   住基 juki ${pins.juki}`
      : `    利用者証明用 auth ${pins.auth}   署名用 sign ${pins.sign ?? "–"}   券面事項入力補助用 text ${pins.text}` +
        `   住基 juki ${pins.juki}   共通 common ${pins.common}`,
  ];
}

async function card(flags: CardFlags): Promise<void> {
  const stack = flags.private ? await PcscStack.start(1) : undefined;
  try {
    await keepInserted(flags, stack);
  } finally {
    await stack?.stop();
  }
}

async function keepInserted(flags: CardFlags, stack: PcscStack | undefined): Promise<void> {
  const machinePort = flags.port ?? (flags.slot === undefined ? FIRST_PORT : portOfSlot(flags.slot));
  const port = stack?.slots[0]?.port ?? machinePort;
  const profile = findProfile(flags.profile);
  const person = await issuePerson(flags.person, { keys: new KeyStore(), clock: systemClock, random: systemRandom });
  const virtualCard = createCard({
    profile,
    person,
    random: systemRandom,
    contactless: flags.contactless === true,
    ...(flags.state === undefined ? {} : { stateFile: flags.state }),
    durability: flags.fsync ? "disk" : "process",
    onDefect: (error) => console.error(failureLines(error).join("\n")),
  });
  const language = terminalLanguage();
  const tell = (entry: TraceDraft) => console.log(traceText(entry, language));
  const tracing = { card: () => flags.person, clock: preciseClock, append: tell };
  const paced = flags.timing ? new TimedCard(virtualCard, profile.timing, flags.contactless === true) : virtualCard;
  const inserted = flags.trace ? new TracedCard(paced, tracing, true) : paced;
  const insertion = insertCard(inserted, { host: flags.host, port });
  console.log(introduce(virtualCard.atr, profile, person).join("\n"));
  console.log(`  ${flags.host}:${port}`);
  if (stack !== undefined) console.log(`  export PCSCLITE_CSOCK_NAME=${stack.env.PCSCLITE_CSOCK_NAME}`);
  console.log(STATE[insertion.state]);
  const hint = setTimeout(() => insertion.state === "waiting" && console.log(HINT), HINT_AFTER_MS);
  insertion.subscribe((state) => console.log(STATE[state]));

  const departure = await Promise.race([insertion.closed, untilEnded()]);
  clearTimeout(hint);
  await insertion.remove();
  if (typeof departure === "object" && departure.reason === "stopped") throw departure.error;
}

export function configure(command: Command): void {
  command
    .addOption(new Option("--profile <name>", `${profileNames().join(", ")}; or FILE.yaml`).default("aoba"))
    .addOption(new Option("--person <name>", `${residentNames().join(", ")}; or seed:NAME`).default("hanako"))
    .option("--host <address>", "where vpcd listens · vpcdのアドレス", "127.0.0.1")
    .addOption(new Option("--port <number>", "vpcd's TCP port · vpcdのポート番号").argParser(number).conflicts("slot"))
    .addOption(
      new Option("--slot <number>", "slot of the virtual reader, 0 to 15 · 仮想リーダのスロット").argParser(number),
    )
    .option("--state <file>", "keep the card's memory in this file · カードの状態を保存するファイル")
    .option("--no-fsync", "do not wait for the disk at each save · 保存のたびにディスクへの書込完了を待たない")
    .option("--timing", "answer as slowly as the profile says a card would · 実カード相当の処理時間で応答する")
    .option("--contactless", "lie on a contactless reader: its ATR · 非接触リーダに置いたときのATRにする")
    .addOption(
      new Option("--private", "bring a pcscd of its own, where none runs · 専用のpcscdを起動する").conflicts([
        "host",
        "port",
        "slot",
      ]),
    )
    .option("--trace", "show every command and answer, secrets masked · 全コマンドを表示（秘密情報は伏せる）")
    .action(card);
}
