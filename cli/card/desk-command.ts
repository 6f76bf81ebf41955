import type { Command } from "commander";
import type { OperationName, ParamsOf, ResultOf } from "#simulator/control/index.js";
import { DeskClient } from "#simulator/control/server/desk-client.js";
import { defaultSocket } from "#simulator/control/server/socket-place.js";

export interface DeskFlags {
  readonly socket: string;
  readonly json?: true;
}

/** Gives a command the options that all who speak to a served desk have. */
export function ofDesk(command: Command): Command {
  return command
    .option("--socket <path>", "the served desk's socket · カードデスクのソケット", defaultSocket())
    .option("--json", "the answer as JSON, nothing else · 結果をJSONのみで出力");
}

/** Asks a served desk; tells the answer as JSON, or what `tell` makes of it. */
export async function ask<N extends OperationName>(
  { socket, json }: DeskFlags,
  name: N,
  params: ParamsOf<N>,
  tell: (result: ResultOf<N>) => string | readonly string[],
): Promise<void> {
  const result = await new DeskClient(socket).call(name, params);
  const text = json ? JSON.stringify(result) : tell(result);
  console.log(typeof text === "string" ? text : text.join("\n"));
}
