import type { Command } from "commander";
import { toHex } from "#card/bytes/bytes.js";
import { findProfile, profileNames } from "#simulator/profiles/index.js";

/** `madoguchi profile list`: name, dialect, kind, memory and ATR of each profile of the house. */
export function configure(command: Command): void {
  command.action(() => {
    for (const name of profileNames()) {
      const { dialect, kind, title, memory, atr } = findProfile(name);
      const octets = [memory.total, memory.reserved, memory.areaQuota].map(({ value }) => String(value).padStart(7));
      console.log(
        `${name.padEnd(12)} ${dialect.padEnd(8)}  ${kind}  ${octets.join("")}  ${toHex(atr.contact).padEnd(38)} ${title.ja} · ${title.en}`,
      );
    }
    console.log("\n容量はtotal・reserved・areaQuota（オクテット） · memory is total, reserved, areaQuota in octets");
  });
}
