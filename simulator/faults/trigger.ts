import { z } from "zod";
import { fromHex, startsWith, toHex } from "#card/bytes/bytes.js";
import { commandKind, isCommandName } from "#card/iso7816/command-names.js";

/** Stands for every command in a fault: the n-th APDU, whatever it is. */
export const ANY_COMMAND = "*";

/** What is said of a `times` that is none. */
export const TIMES_WORDS = "a whole number from 1, or always · 1以上の整数か always を指定してください";

/** Fields that say when a fault strikes: at the `nth` exchange, counted from the moment it is armed, that fits all the others. */
export const triggerFields = {
  command: z
    .string()
    .refine((name) => name === ANY_COMMAND || isCommandName(name), {
      error:
        "no command has this name: one of the trace, or INS and its two digits · この名前のコマンドはありません（トレースに出る名前か、INSと2桁で指定してください）",
    })
    .default(ANY_COMMAND)
    .meta({ description: "Only commands of this name, such as LOAD or INSTALL [for load]; * for any." }),
  ins: z
    .string()
    .regex(
      /^[0-9A-F]{2}$/,
      "an instruction octet in upper-case hexadecimal · 命令コードを大文字の16進数2桁で指定してください",
    )
    .optional()
    .meta({ description: "Only commands with this INS octet." }),
  aid: z
    .string()
    .regex(/^([0-9A-F]{2}){1,16}$/, "an AID in upper-case hexadecimal · AIDを大文字の16進数で指定してください")
    .optional()
    .meta({ description: "Only while an application is selected whose name begins so." }),
  data: z
    .string()
    .regex(
      /^([0-9A-F.]{2})+$/,
      "octets in upper-case hexadecimal, a full stop for any digit · オクテット列を大文字の16進数で指定してください（任意の桁は「.」）",
    )
    .optional()
    .meta({ description: "Only commands whose data field begins so; a full stop stands for any digit." }),
  nth: z.int().min(1).default(1).meta({ description: "The n-th exchange that fits, from 1, from now." }),
  times: z
    .union([z.int().min(1), z.literal("always")], { error: TIMES_WORDS })
    .default(1)
    .meta({ description: "How often it strikes from there on, at each exchange that fits." }),
} as const;

/** When a fault strikes, as data. */
export type TriggerFields = z.output<z.ZodObject<typeof triggerFields>>;

/** The data field of a command, as far as its length field can be believed. */
function dataField(command: Uint8Array): Uint8Array {
  const extended = command.length > 7 && command[4] === 0;
  const start = extended ? 7 : 5;
  const length = extended ? (command[5]! << 8) | command[6]! : (command[4] ?? 0);
  return command.subarray(start, start + length);
}

/** Counts exchanges and tells at which of them its fault strikes. */
export class Trigger {
  readonly #fields: TriggerFields;
  readonly #aid: Uint8Array | undefined;
  readonly #data: RegExp | undefined;
  #seen = 0;
  #struck = 0;

  constructor(fields: TriggerFields) {
    this.#fields = fields;
    this.#aid = fields.aid === undefined ? undefined : fromHex(fields.aid);
    this.#data = fields.data === undefined ? undefined : new RegExp(`^${fields.data}`);
  }

  /** Exchanges that fitted so far. */
  get seen(): number {
    return this.#seen;
  }

  /** How often it struck. */
  get struck(): number {
    return this.#struck;
  }

  /** True when it can strike no more. */
  get spent(): boolean {
    const { times } = this.#fields;
    return times !== "always" && this.#struck >= times;
  }

  /** Counts one exchange; true when the fault strikes at it. `selected` is the name that the last SELECT gave. */
  strikes(command: Uint8Array, selected: Uint8Array): boolean {
    if (this.spent || !this.#fits(command, selected)) return false;
    this.#seen++;
    if (this.#seen < this.#fields.nth) return false;
    this.#struck++;
    return true;
  }

  #fits(command: Uint8Array, selected: Uint8Array): boolean {
    const { command: name, ins } = this.#fields;
    const [cla = 0, octet = 0, p1 = 0] = command;
    if (name !== ANY_COMMAND && commandKind(cla, octet, p1).name !== name) return false;
    if (ins !== undefined && Number.parseInt(ins, 16) !== octet) return false;
    if (this.#aid !== undefined && !startsWith(selected, this.#aid)) return false;
    return this.#data === undefined || this.#data.test(toHex(dataField(command)));
  }
}

/** Follows which application is selected, as one sees it at the card's contacts. */
export class SelectionWatch {
  /** The name that the last successful SELECT gave; empty after reset. */
  selected: Uint8Array = new Uint8Array(0);

  reset(): void {
    this.selected = new Uint8Array(0);
  }

  watch(command: Uint8Array, response: Uint8Array): void {
    const chosen = command[0] === 0x00 && command[1] === 0xa4 && command[2] === 0x04;
    const sw1 = response[response.length - 2];
    if (chosen && (sw1 === 0x90 || sw1 === 0x61 || sw1 === 0x62)) this.selected = dataField(command).slice();
  }
}
