import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { DeskClient } from "#simulator/control/server/desk-client.js";
import { residentNames } from "#simulator/people/index.js";
import { profileNames } from "#simulator/profiles/index.js";
import { ask, type DeskFlags, ofDesk } from "./desk-command.js";
import { place } from "./tables.js";

interface Flags extends DeskFlags {
  readonly profile: string;
  readonly person: string;
  readonly state?: string;
  readonly reader?: string;
  readonly contactless?: true;
}

/** The desk may stand in another folder than its caller. */
const pathOr = (profile: string) => (/\/|\.yaml$/.test(profile) ? resolve(profile) : profile);

async function create(name: string, flags: Flags): Promise<void> {
  const desk = new DeskClient(flags.socket);
  const { profile, person, state, reader, contactless } = flags;
  let card = await desk.call("card.create", {
    name,
    profile: pathOr(profile),
    person,
    ...(state === undefined ? {} : { stateFile: resolve(state) }),
  });
  const holder = await desk.call("card.holder", { card: name });
  if (reader !== undefined) {
    card = await desk.call("card.insert", { card: name, reader, contactless: contactless === true });
  }
  if (flags.json) return console.log(JSON.stringify({ card, holder }));
  const pins = Object.entries(holder.pins).map(([application, pin]) => `${application} ${pin}`);
  console.log(
    [
      place(card),
      `  ${card.profile}  ATR ${card.atr}`,
      `  ${holder.title.ja} · ${holder.title.en}  (${holder.person}, ${holder.expiry})`,
      `  PIN (test equipment · 試験用): ${pins.join("  ")}`,
    ].join("\n"),
  );
}

/** `madoguchi card create NAME`. */
export function configure(command: Command): void {
  ofDesk(command)
    .argument("<name>", "how the desk calls it · デスクでの呼び名")
    .addOption(new Option("--profile <name>", `${profileNames().join(", ")}; or FILE.yaml`).default("aoba"))
    .addOption(new Option("--person <name>", `${residentNames().join(", ")}; or seed:NAME`).default("hanako"))
    .option("--state <file>", "keep the card's memory in this file · カードの状態を保存するファイル")
    .option("--reader <name>", "put it into this reader at once · 作成後すぐにこのリーダへ挿入")
    .option("--contactless", "that reader is a contactless one · 非接触リーダとして挿入")
    .action(create);
}

/** `madoguchi card clone CARD NAME`. */
export function clone(command: Command): void {
  ofDesk(command)
    .argument("<card>", "the card to copy · 複製元のカード")
    .argument("<name>", "how the copy is called · 複製の呼び名")
    .option("--state <file>", "keep the copy's memory in this new file · 複製の状態を保存する新しいファイル")
    .action((card: string, name: string, flags: Flags) => {
      const stateFile = flags.state === undefined ? {} : { stateFile: resolve(flags.state) };
      return ask(flags, "card.clone", { card, name, ...stateFile }, place);
    });
}
