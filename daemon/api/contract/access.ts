import { z } from "zod";
import { pinChannels } from "../../pin/effective-limit.js";
import { method } from "./method.js";
import { aid, hex, nothing, readerId, sensitive } from "./shapes.js";

const cardRef = z
  .string()
  .regex(/^[0-9A-F]{32}$/)
  .meta({
    description:
      "The number by which this application's system alone knows the card; always the same, and another one for every other system (R-PRIV-10).",
  });

const handle = z.string().min(1).max(64);

const accessOpen = method({
  name: "access.open",
  need: "system",
  effect: "reads",
  audited: "call",
  summary: {
    en: "Opens the paired application of the card in this reader, after the gates of use; the daemon selects it.",
    ja: "利用可否を確認のうえ、リーダ上のカードの対応するカードAPを開く(選択は本システムが行う)。",
  },
  params: z.strictObject({
    readerId,
    /** Where the PIN will be asked for, one of those configured for the system; the first of them when absent (R-PIN-08). */
    channel: z.enum(pinChannels).optional(),
  }),
  result: z.object({
    handle,
    cardRef,
    aid,
    cardStatusFrom: z.iso.date().optional().meta({
      description:
        "Only where the CS could not be asked and an older state had to do: the day in Japan that it is of (R-STATE-06, A-04). The moment itself would tell two systems that they have the same card.",
    }),
  }),
});

const accessTransmit = method({
  name: "access.transmit",
  need: "system",
  effect: "reads",
  audited: "refusal",
  summary: {
    en: "Passes one APDU; another SELECT or a change of channel is refused (application firewall).",
    ja: "APDUを1件送る。別アプリケーションの選択やチャネル変更は拒否する(アプリケーションファイアウォール)。",
  },
  params: z.strictObject({
    handle,
    command: sensitive(hex.min(8).max(2 * 65_544), "command"),
    /**
     * With a VERIFY: the limit of wrong PINs that the issuing server tells now, as it tells it (R-PIN-05, A-29). It lowers the limit at
     * the counter and sets it at kiosk and machine; other channels have their profile's.
     */
    serverLimit: z.union([z.number(), z.string().max(64), z.null()]).optional(),
  }),
  result: z.object({ response: sensitive(hex, "response") }),
});

const accessClose = method({
  name: "access.close",
  need: "system",
  effect: "reads",
  audited: "call",
  summary: { en: "Closes the application and lets the card go.", ja: "カードAPの利用を終え、カードを解放する。" },
  params: z.strictObject({ handle }),
  result: nothing,
});

export const accessMethods = {
  "access.open": accessOpen,
  "access.transmit": accessTransmit,
  "access.close": accessClose,
} as const;
