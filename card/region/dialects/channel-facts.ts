import { z } from "zod";
import { fromHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { parseAtr } from "#card/iso7816/atr.js";

/** What both sides of the wall read in a vendor file: the simulator makes a card of it, the daemon finds the driver by it. */

const ATR_TEXT = /^3[BF]([0-9A-F]{2}){1,32}$/;

/** An ATR in upper-case hexadecimal that follows ISO/IEC 7816-3, clause 8; read as octets. */
export const atrText = z
  .string()
  .regex(ATR_TEXT, "an ATR of at most 33 octets in upper-case hexadecimal · 33オクテット以下のATRを大文字の16進で")
  .check((context) => {
    if (!ATR_TEXT.test(context.value)) return; // the pattern said so
    try {
      parseAtr(fromHex(context.value));
    } catch (error) {
      if (!isMadoguchiError(error)) throw error;
      const { offset, problem } = error.details;
      context.issues.push({
        code: "custom",
        input: context.value,
        message: `not an ATR of ISO/IEC 7816-3: octet ${offset}: ${problem} · ISO/IEC 7816-3 のATRではありません（${offset}オクテット目）`,
      });
    }
  })
  .transform((text) => fromHex(text));

export const cardKind = z
  .enum(["myna", "juki"])
  .meta({ description: "myna: マイナンバーカード, a My Number card. juki: 住基カード, a Juki card." });

const keyLength = z.union([z.literal(16), z.literal(24), z.literal(32)]);

/** SCP03 as a vendor's security domains speak it. */
export const scp03Facts = {
  i: z
    .union(
      [0x00, 0x10, 0x20, 0x30, 0x60, 0x70].map((value) => z.literal(value)),
      { error: "one of 0x00, 0x10, 0x20, 0x30, 0x60, 0x70 · このいずれかを指定してください" },
    )
    .meta({ description: "Parameter i of SCP03 (Amendment D 1.2, table 5-1)." }),
  mode: z
    .enum(["S8", "S16"])
    .meta({ description: "Octets of challenges, cryptograms and MACs: S8 eight, S16 sixteen (Amendment D 1.2)." }),
  keyLength: keyLength.meta({ description: "Octets of the area's AES keys: 16, 24 or 32." }),
};

/** SCP02 as legacy cards speak it. */
export const scp02Facts = {
  i: z.union([z.literal(0x15), z.literal(0x55)], { error: "0x15 or 0x55 · 0x15 か 0x55 を指定してください" }).meta({
    description:
      "Parameter i of SCP02 (GlobalPlatform 2.3.1, E.1.1): 0x15, or 0x55 with a well-known pseudo-random card challenge.",
  }),
};

export const isoFsFacts = {
  keyLength: keyLength.meta({ description: "Octets of the area's AES keys: 16, 24 or 32." }),
};
