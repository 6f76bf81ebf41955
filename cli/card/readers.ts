import type { Command } from "commander";
import { installedStack, readerEntries } from "#harness/stack/index.js";
import { slotCount } from "./serve.js";

/** Where Debian's packages keep them. */
const CONF = "/etc/reader.conf.d";
const DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

/** A shell script that brings `count` virtual readers to the machine's own pcscd. Debian's own entry, the first two, stays as it is. */
function script(count: number): string[] {
  const installed = installedStack();
  const library = "missing" in installed ? DRIVER : installed.driver;
  const added = readerEntries(count, { library }).slice(1);
  return [
    "#!/bin/sh -e",
    "# vsmartcard-vpcd brings two readers. Each entry below adds two, with a copy of the driver of its own: entries that share one",
    "# mix up their cards. Read it, then run it with sudo.",
    "# 3台目以降の仮想リーダの設定です。内容を確認してから sudo で実行してください。",
    ...added.flatMap(({ file, library: copy, text }) => [
      `install -m 644 ${library} ${copy}`,
      `cat > ${CONF}/${file} <<'END'`,
      `${text}END`,
    ]),
    "systemctl restart pcscd",
  ];
}

/** `madoguchi card readers`: prints what to install for more than two virtual readers. Touches nothing. */
export function configure(command: Command): void {
  command
    .requiredOption("--count <number>", "readers, 1 to 16 · リーダの台数", slotCount)
    .action(({ count }: { readonly count: number }) => console.log(script(count).join("\n")));
}
