import type { Command } from "commander";
import { systemClock } from "#card/ports/clock.js";
import { obtainPcsc } from "#harness/stack/index.js";
import { untilEnded } from "./until-ended.js";

const ORIGIN = {
  running: "pcscd runs already · 稼働中のpcscdを使用",
  started: "pcscd started · pcscdを起動",
  private: "private pcscd started · 専用のpcscdを起動",
} as const;

async function start({ once }: { once?: boolean }): Promise<void> {
  const pcsc = await obtainPcsc(systemClock);
  if ("missing" in pcsc) {
    console.log(`! ${pcsc.missing}: in-process reader · プロセス内リーダを使用します`);
    return;
  }
  try {
    console.log(`✔ ${ORIGIN[pcsc.origin]}`);
    for (const [name, value] of Object.entries(pcsc.env)) console.log(`  export ${name}=${value}`);
    for (const { reader, port } of pcsc.slots) console.log(`  ${reader}  127.0.0.1:${port}`);
    if (!once) await untilEnded();
  } finally {
    await pcsc.stop();
  }
}

export function configure(command: Command): void {
  command.option("--once", "end after the report instead of staying up · レポート作成後に終了").action(start);
}
