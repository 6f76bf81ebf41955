import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { type Client, connect } from "#client/index.js";

export interface OperatorFlags {
  readonly url: string;
  readonly ca?: string;
  readonly municipality: string;
  readonly operator: string;
  readonly passwordFile: string;
}

/** The options by which an operator logs in. A password is never an argument: other users of the machine see those. */
export function withLogin(command: Command): Command {
  return command
    .requiredOption("--url <address>", "the daemon, wss://host:port · 常駐プログラムのアドレス")
    .option("--ca <file>", "authority of its certificate (PEM) · 認証局の証明書")
    .requiredOption("--municipality <code>", "five digits · 市町村コード(5桁)")
    .requiredOption("--operator <id>", "the operator's id · オペレータID")
    .requiredOption(
      "--password-file <file>",
      "file with the password alone, - for standard input · パスワードのファイル",
    );
}

/** Logs in, acts, logs out; also when the act fails. */
export async function asOperator<T>(flags: OperatorFlags, act: (client: Client) => Promise<T>): Promise<T> {
  const { url, ca, municipality, operator: operatorId, passwordFile } = flags;
  const password = readFileSync(passwordFile === "-" ? 0 : passwordFile, "utf8").trim();
  const client = await connect({
    url,
    ...(ca !== undefined && { ca: readFileSync(ca, "utf8") }),
    client: { name: "madoguchi-cli", version: "1" },
    onConnect: async (call) => void (await call("session.login", { municipality, operatorId, password })),
  });
  try {
    return await act(client);
  } finally {
    await client.close();
  }
}
