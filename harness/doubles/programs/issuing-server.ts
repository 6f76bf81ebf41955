import { join } from "node:path";
import { z } from "zod";
import { IssuingServer } from "../issuing-server/issuing-server.js";
import { Register } from "../issuing-server/register.js";
import { readCalendar } from "../opening-hours/calendar-file.js";
import { type DoubleProgram, order } from "./program.js";

const calendarOption = (channel: string, fallback: string) => ({
  name: `${channel}-calendar`,
  value: "name",
  summary: `hours of the ${channel}: convenience, machine, office or FILE.yaml · 取扱時間`,
  fallback,
});

/** The resident data that it declares. */
const FIELDS = ["name", "kana", "birth", "sex", "address"];

/** `madoguchi double issuing-server`. */
export const issuingServerProgram: DoubleProgram = {
  options: [
    { name: "municipality", value: "code", summary: "who issues · 発行する市町村のコード(5桁)", required: true },
    { name: "name", value: "text", summary: "its name on the paper · 証明書に記す市町村名", required: true },
    {
      name: "system",
      value: "id",
      summary: "under which the daemon knows it · システムID",
      fallback: "issuing-server",
    },
    calendarOption("kiosk", "convenience"),
    calendarOption("machine", "machine"),
    calendarOption("counter", "office"),
  ],
  orders: {
    seals: "register a seal for everybody who is known · 全利用者の印鑑を登録",
    "pin-limit": "what it tells of its limit of wrong PINs: value=2, or value=none · 暗証番号の誤り回数の上限",
    issued: "certificates that were handed out, without whose they are · 発行済みの証明書",
    users: "how many users it was told of: [atLeast=1] waits for so many · 利用者の数",
  },
  start: async ({ store, identities, clock, port, daemonName, tell }, options) => {
    const { municipality: code = "", name = "", system = "issuing-server" } = options;
    const calendar = (channel: string, fallback: string) => readCalendar(options[`${channel}-calendar`] ?? fallback);
    const register = await Register.open(join(store, "register.sqlite"));
    const server = await IssuingServer.start({
      identity: await identities.server("issuing-server"),
      clientCa: identities.ca,
      daemon: daemonName,
      terminals: { "kiosk-terminal": "kiosk", "machine-terminal": "machine", "counter-terminal": "counter" },
      signer: await identities.document("issuing-server-signer"),
      municipality: { code, name },
      calendars: {
        kiosk: calendar("kiosk", "convenience"),
        machine: calendar("machine", "machine"),
        counter: calendar("counter", "office"),
      },
      ...{ clock, register, port, system, fields: FIELDS },
    });
    return {
      addresses: { 証明発行サーバ: server.url },
      config: {
        at: "municipalities[].services[].system",
        section: {
          id: system,
          certificateFingerprint: await identities.fingerprint(system),
          channels: ["counter", "kiosk", "machine"],
          conforming: true,
          fields: FIELDS,
          issuing: { url: server.url, ...(await identities.daemon("counter-terminal")) },
          delivery: { url: `${server.url}/users`, ...(await identities.daemon(daemonName)) },
        },
      },
      orders: {
        seals: order({
          params: z.strictObject({}),
          run: async () => {
            const numbers = await register.numbers();
            for (const number of numbers) await register.registerSeal(number);
            return { registered: numbers.length };
          },
        }),
        "pin-limit": order({
          params: z.strictObject({ value: z.string().max(32) }),
          run: ({ value }) => {
            server.pinLimit = value === "none" ? undefined : /^-?\d+$/.test(value) ? Number(value) : value;
          },
        }),
        issued: order({
          params: z.strictObject({}),
          run: async () => (await register.valid()).map(({ serial, kind, terminal }) => ({ serial, kind, terminal })),
        }),
        users: order({
          params: z.strictObject({ atLeast: z.coerce.number().int().min(0).max(1000).default(0) }),
          run: async ({ atLeast }) => {
            await server.knows(atLeast);
            return { users: (await register.numbers()).length };
          },
        }),
      },
      close: async () => {
        await server.close();
        await register.close();
        tell({ ja: "登録簿を閉じました", en: "the register is closed" });
      },
    };
  },
};
