import type { Command } from "commander";
import { DeskClient } from "#simulator/control/server/desk-client.js";
import { type DeskFlags, ofDesk } from "./desk-command.js";
import { cardTable, readerTable } from "./tables.js";

/** `madoguchi card list`: the cards and readers of the served desk. */
export function configure(command: Command): void {
  ofDesk(command).action(async ({ socket, json }: DeskFlags) => {
    const desk = new DeskClient(socket);
    const [cards, readers] = await Promise.all([desk.call("card.list", {}), desk.call("reader.list", {})]);
    console.log(
      json ? JSON.stringify({ cards, readers }) : [...cardTable(cards), "", ...readerTable(readers)].join("\n"),
    );
  });
}
