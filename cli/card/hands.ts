import { Argument, type Command } from "commander";
import { ask, type DeskFlags, ofDesk } from "./desk-command.js";
import { place } from "./tables.js";

/** What a person does with cards: in, out, swapped, without power for a moment. Each is one operation of the served desk. */
const CARD = ["<card>", "a card of the desk · カード"] as const;

export function insert(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .argument("<reader>", "an empty reader · 空のリーダ")
    .option("--contactless", "the reader is a contactless one: another ATR · 非接触リーダとして挿入（ATRが変わる）")
    .action((card: string, reader: string, flags: DeskFlags & { contactless?: true }) =>
      ask(flags, "card.insert", { card, reader, contactless: flags.contactless === true }, place),
    );
}

export function remove(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .action((card: string, flags: DeskFlags) => ask(flags, "card.remove", { card }, place));
}

export function swap(command: Command): void {
  ofDesk(command)
    .argument("<card>", "the card in a reader · リーダ内のカード")
    .argument("<with>", "the card that takes its place · 代わりに入るカード")
    .action((card: string, other: string, flags: DeskFlags) =>
      ask(flags, "card.swap", { card, with: other }, (cards) => cards.map(place)),
    );
}

export function power(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .addArgument(
      new Argument("[action]", "cycle: off and on again; reset: a warm reset · 電源断と復帰／リセット")
        .choices(["cycle", "reset"])
        .default("cycle"),
    )
    .action((card: string, action: "cycle" | "reset", flags: DeskFlags) =>
      ask(flags, "card.power", { card, action }, place),
    );
}

export function snapshot(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .argument("[name]", "name of the snapshot · 控えの名前", "snapshot")
    .action((card: string, name: string, flags: DeskFlags) =>
      ask(
        flags,
        "card.snapshot",
        { card, snapshot: name },
        () => `✔ ${card}: kept as ${name} · ${name} として控えました`,
      ),
    );
}

export function restore(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .argument("[name]", "name of the snapshot · 控えの名前", "snapshot")
    .action((card: string, name: string, flags: DeskFlags) =>
      ask(flags, "card.restore", { card, snapshot: name }, place),
    );
}

export function erase(command: Command): void {
  ofDesk(command)
    .argument(...CARD)
    .action((card: string, flags: DeskFlags) =>
      ask(flags, "card.delete", { card }, () => `✔ ${card}: off the desk · 取り除きました`),
    );
}
