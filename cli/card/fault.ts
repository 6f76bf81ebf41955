import { type Command, InvalidArgumentError } from "commander";
import type { ArmedFault, FaultInput } from "#simulator/faults/index.js";
import { ask, type DeskFlags, ofDesk } from "./desk-command.js";
import { number } from "./number.js";

/** Fields of the fault language that are hexadecimal; people write `6f00` too. */
const HEXADECIMAL: ReadonlySet<string> = new Set(["aid", "atr", "data", "ins", "octets", "sw"]);
/** Those that are numbers; all others are texts. */
const NUMBERS: ReadonlySet<string> = new Set(["bit", "length", "ms", "nth", "octet", "residue", "times"]);

function value(name: string, text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (HEXADECIMAL.has(name)) return text.toUpperCase();
  return NUMBERS.has(name) && /^\d+$/.test(text) ? Number(text) : text;
}

/** `kind field=value …` as a fault; whether it is one the desk says. */
function faultOf(kind: string, fields: readonly string[]): FaultInput {
  const pairs = fields.map((field) => {
    const [, name, text] = /^([a-z]+)=(.*)$/i.exec(field) ?? [];
    if (name === undefined || text === undefined) throw new InvalidArgumentError(`${field}: field=value · 項目=値`);
    return [name, value(name, text)] as const;
  });
  return { kind, ...Object.fromEntries(pairs) } as FaultInput;
}

interface Flags extends DeskFlags {
  readonly clear?: number | true;
}

/** What is said of a fault that did not come: whoever armed it takes a test for passed that showed nothing. */
export function idle(card: string, { id, fault, seen }: ArmedFault): string {
  const nth = "nth" in fault ? fault.nth : 1;
  const [en, ja] =
    seen === 0
      ? ["nothing fitted its trigger", "条件に合うやり取りがありませんでした"]
      : [`${seen} of ${nth} fitted its trigger`, `条件に合ったのは${nth}回中${seen}回です`];
  return `⚠ ${card}: fault ${id} (${fault.kind}) never struck: ${en} · 障害 ${id} は一度も発生しませんでした（${ja}）`;
}

async function fault(card: string, kind: string | undefined, fields: string[], flags: Flags): Promise<void> {
  if (flags.clear !== undefined) {
    const id = flags.clear === true ? {} : { id: flags.clear };
    return ask(flags, "fault.clear", { card, ...id }, ({ neverStruck }) => [
      `✔ ${card}: cleared · 解除しました`,
      ...neverStruck.map((armed) => idle(card, armed)),
    ]);
  }
  if (kind === undefined) {
    return ask(flags, "fault.list", { card }, (faults) =>
      faults.length === 0
        ? `  ${card}: no faults · 障害なし`
        : faults.map(({ id, fault, seen, struck, spent }) => {
            return `  ${id}  ${JSON.stringify(fault)}  seen ${seen}, struck ${struck}${spent ? ", spent" : ""}${struck === 0 ? "  ⚠ not struck yet · 未発生" : ""}`;
          }),
    );
  }
  return ask(
    flags,
    "fault.arm",
    { card, fault: faultOf(kind, fields) },
    ({ id }) => `✔ ${card}: fault ${id} armed · 障害 ${id} を設定しました`,
  );
}

/** `madoguchi card fault CARD [KIND FIELD=VALUE…]`: arms a fault; without a kind it lists them. */
export function configure(command: Command): void {
  ofDesk(command)
    .argument("<card>", "a card of the desk · カード")
    .argument("[kind]", "kind of the fault; the card's faults are listed without it · 障害の種類（省略時は一覧）")
    .argument("[fields...]", "its fields, such as nth=3 when=after · 項目=値")
    .option("--clear [id]", "take this fault away, or all · 障害を解除（番号の省略時はすべて）", number)
    .addHelpText(
      "after",
      `
Examples · 例:
  madoguchi card fault hanako silence command=LOAD nth=2
  madoguchi card fault hanako wrong-sw sw=6F00 when=after times=always
  madoguchi card fault hanako swap card=taro nth=5
  madoguchi card fault hanako --clear`,
    )
    .action(fault);
}
