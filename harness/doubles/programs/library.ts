import { join } from "node:path";
import { z } from "zod";
import type { Access } from "#access/index.js";
import type { Clock } from "#card/ports/clock.js";
import { LibrarySystem } from "../library/library-system.js";
import { LibraryWindow, USUAL_PIN_RULE } from "../library/library-window.js";
import { HOUSE_ITEMS, Shelves } from "../library/shelves.js";
import { charsets } from "../library/sip2/charset.js";
import { Sip2Server } from "../library/sip2/sip2-server.js";
import { portOf } from "./port-of.js";
import { type DoubleProgram, type Order, order } from "./program.js";
import { programErrors } from "./program-errors.js";
import { connectToDaemon, daemonOptions } from "./to-daemon.js";

/** The resident data that it declares. */
const FIELDS = ["name", "address"];
const acts = ["lend", "return", "reserve", "view"] as const;

/** `madoguchi double library`. With `--daemon` it has a window besides, at which the card in the reader is served. */
export const libraryProgram: DoubleProgram = {
  options: [
    ...daemonOptions("library-system").map(({ required: _, ...option }) => option),
    {
      name: "pin-for",
      value: "acts",
      summary: "for which the window asks the PIN (A-15) · 暗証番号を求める手続",
      fallback: USUAL_PIN_RULE.join(","),
    },
    { name: "sip2-port", value: "number", summary: "speak SIP2 on this port; 0: any · SIP2のポート" },
    {
      name: "sip2-user",
      value: "name:password",
      summary: "a terminal that may log in · SIP2端末の利用者名とパスワード",
    },
    { name: "sip2-encoding", value: "name", summary: "utf-8 or cp932 · SIP2の文字コード", fallback: "utf-8" },
    { name: "institution", value: "id", summary: "id of the library (AO) · 図書館のID", fallback: "LIBRARY" },
    {
      name: "guests",
      value: "yes",
      summary: "yes: a partner's library, which serves whom it was told nothing of · 共同利用先の図書館",
    },
  ],
  orders: {
    serve: "serve the card at the window: act=lend|return|reserve|view item=B-0001 [pin=…] · 窓口で処理する",
    items: "what there is to lend · 資料の一覧",
    users: "how many users it was told of: [atLeast=1] waits for so many · 利用者の数",
  },
  start: async ({ store, identities, clock, port, daemonName }, options) => {
    const { system: id = "library-system", institution = "LIBRARY", "pin-for": rule = "" } = options;
    const pinFor = rule.split(",").filter((act) => act !== "");
    const known = z.array(z.enum(acts)).safeParse(pinFor);
    if (!known.success) throw programErrors.error("bad-option", { option: "pin-for", expected: acts.join(",") });
    const closing: (() => Promise<void>)[] = [];
    const close = async () => {
      for (const end of closing.splice(0).reverse()) await end();
    };
    try {
      const shelves = await Shelves.open(join(store, "library.sqlite"), HOUSE_ITEMS);
      closing.push(() => shelves.close());
      const identity = await identities.server("library");
      const guests = options["guests"] === "yes";
      const system = await LibrarySystem.start({
        ...{ identity, clientCa: identities.ca, daemon: daemonName, clock, shelves, guests, port },
        ...{ system: id, fields: FIELDS },
      });
      closing.push(() => system.close());
      const sip2 = await sip2Line(options, system, clock, institution);
      if (sip2 !== undefined) closing.push(() => sip2.close());
      const access =
        options["daemon"] === undefined ? undefined : await connectToDaemon({ ...options, system: id }, identities);
      if (access !== undefined) closing.push(() => access.close());
      const window = new LibraryWindow(system, known.data);
      return {
        addresses: { 図書館システム: system.url, ...(sip2 && { SIP2: `localhost:${sip2.port}` }) },
        config: {
          at: "municipalities[].services[].system",
          section: {
            id,
            certificateFingerprint: await identities.fingerprint(id),
            channels: ["library"],
            conforming: true,
            fields: FIELDS,
            delivery: { url: system.url, ...(await identities.daemon(daemonName)) },
          },
        },
        orders: {
          ...(access && { serve: serve(window, access, options["reader"]) }),
          items: order({ params: z.strictObject({}), run: () => HOUSE_ITEMS }),
          users: order({
            params: z.strictObject({ atLeast: z.coerce.number().int().min(0).max(1000).default(0) }),
            run: async ({ atLeast }) => {
              await system.knows(atLeast);
              return { users: (await shelves.numbers()).length, knows: await shelves.fields() };
            },
          }),
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** How long the window waits for a card. */
const PATIENCE_MS = 60_000;

const serve = (window: LibraryWindow, access: Access, readerId: string | undefined): Order =>
  order({
    params: z.strictObject({
      act: z.enum(acts),
      item: z.string().max(64).optional(),
      pin: z.string().max(16).optional(),
    }),
    run: ({ act, item, pin }) =>
      access.withCard((app) => window.serve(app, { act, item, pin }), {
        channel: "library",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(readerId !== undefined && { readerId }),
      }),
  });

async function sip2Line(
  options: Readonly<Record<string, string | undefined>>,
  circulation: LibrarySystem,
  clock: Clock,
  institution: string,
): Promise<Sip2Server | undefined> {
  const { "sip2-port": port, "sip2-user": login = "" } = options;
  if (port === undefined) return undefined;
  const [, user, password] = /^([^:]+):(.+)$/.exec(login) ?? [];
  if (user === undefined) throw programErrors.error("bad-option", { option: "sip2-user", expected: "NAME:PASSWORD" });
  const charset = z.enum(charsets).safeParse(options["sip2-encoding"]);
  if (!charset.success)
    throw programErrors.error("bad-option", { option: "sip2-encoding", expected: charsets.join(", ") });
  return Sip2Server.start({
    charset: charset.data,
    circulation,
    clock,
    terminals: { [user]: password! },
    institution: { id: institution, name: "図書館（試験用）" },
    port: portOf("sip2-port", port),
  });
}
