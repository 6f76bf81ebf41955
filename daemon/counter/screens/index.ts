import { screenTexts as texts } from "../texts/screens.js";
import type { Screen } from "./screen.js";

const card = { row: "card-operation" } as const;

/** Every screen under its name, in the order of the tabs. A function of the menu opens the screen of the same name. */
export const screens = {
  users: {
    ...card,
    title: texts.users,
    short: texts.usersShort,
    right: "user.register",
    load: () => import("./users/users.js"),
  },
  "card-load": {
    ...card,
    title: texts.load,
    short: texts.loadShort,
    right: "card.load",
    load: () => import("./card-load/card-load.js"),
  },
  "card-delete": {
    ...card,
    title: texts.delete,
    short: texts.deleteShort,
    right: "card.delete",
    load: () => import("./card-delete/card-delete.js"),
  },
  "card-list": {
    ...card,
    title: texts.list,
    short: texts.listShort,
    right: "card.list",
    load: () => import("./card-list/card-list.js"),
  },
  "card-diagnose": {
    ...card,
    title: texts.diagnose,
    short: texts.diagnoseShort,
    right: "card.diagnose",
    load: () => import("./card-diagnose/card-diagnose.js"),
  },
  "card-pin": {
    ...card,
    title: texts.pin,
    short: texts.pinShort,
    right: "card.pin",
    load: () => import("./card-pin/card-pin.js"),
  },
  stops: {
    ...card,
    title: texts.stops,
    short: texts.stopsShort,
    right: "card.stops",
    load: () => import("./stops/stops.js"),
  },
  "operator-ids": {
    row: "operator-management",
    title: texts.operators,
    short: texts.operatorsShort,
    right: "operator.manage",
    load: () => import("./operator-ids/operator-ids.js"),
  },
  issuance: {
    ...card,
    title: texts.issuance,
    short: texts.issuanceShort,
    right: "card.certificate",
    load: () => import("./issuance/issuance.js"),
  },
  "card-area": {
    ...card,
    title: texts.cardArea,
    short: texts.cardAreaShort,
    right: "card.area",
    load: () => import("./card-area/card-area.js"),
  },
  "bulk-load": {
    ...card,
    title: texts.bulk,
    short: texts.bulkShort,
    right: "card.load",
    load: () => import("./bulk-load/bulk-load.js"),
  },
  audit: {
    row: "every",
    title: texts.audit,
    short: texts.auditShort,
    right: "audit.read",
    load: () => import("./audit/audit.js"),
  },
  tuning: {
    row: "operator-management",
    title: texts.tuning,
    short: texts.tuningShort,
    right: "tuning.edit",
    load: () => import("./tuning/tuning.js"),
  },
} as const satisfies Readonly<Record<string, Screen>>;

export type ScreenName = keyof typeof screens;

export const screenNames = Object.keys(screens) as ScreenName[];

/** True for the name of a screen. */
export const isScreen = (name: string): name is ScreenName => Object.hasOwn(screens, name);
