import type { ProgramRow } from "./program.js";

/** The doubles of outer systems that can be run as programs of their own, in the order in which help lists them. */
export const PROGRAMS: readonly ProgramRow[] = [
  {
    name: "juki-cs",
    summary: { ja: "住基ネットCS(カード運用状態)", en: "the Juki-net CS, which tells the operation status of cards" },
    port: 9443,
    load: async () => (await import("./juki-cs.js")).jukiCsProgram,
  },
  {
    name: "relay",
    summary: { ja: "中継サーバ", en: "the relay server, on which resident files wait" },
    port: 9444,
    load: async () => (await import("./relay.js")).relayProgram,
  },
  {
    name: "resident-system",
    summary: {
      ja: "既存住基システム",
      en: "the resident system, which seals resident files and leaves them at the relay",
    },
    port: 9445,
    load: async () => (await import("./resident-system.js")).residentSystemProgram,
  },
  {
    name: "issuing-server",
    summary: { ja: "証明発行サーバ", en: "the certificate issuing server" },
    port: 9446,
    load: async () => (await import("./issuing-server.js")).issuingServerProgram,
  },
  {
    name: "kiosk",
    summary: {
      ja: "コンビニ交付のキオスク端末(タッチ画面)",
      en: "a kiosk of convenience-store issuing, with its touch page",
    },
    port: 9448,
    load: async () => (await import("./terminal.js")).terminalProgram("kiosk"),
  },
  {
    name: "machine",
    summary: { ja: "自動交付機(タッチ画面)", en: "an automatic issuing machine, with its touch page" },
    port: 9449,
    load: async () => (await import("./terminal.js")).terminalProgram("machine"),
  },
  {
    name: "library",
    summary: { ja: "図書館システムと窓口(SIP2)", en: "a library system, its window, and SIP2" },
    port: 9447,
    load: async () => (await import("./library.js")).libraryProgram,
  },
  {
    name: "booking",
    summary: { ja: "公共施設予約(市町村独自システム)", en: "facility booking, a municipality's own system" },
    port: 9543,
    load: async () => (await import("./booking.js")).bookingProgram,
  },
];
