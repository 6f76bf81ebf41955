import { join } from "node:path";
import { z } from "zod";
import { BookingSystem } from "../booking/booking-system.js";
import { DoubleServer } from "../endpoint/double-server.js";
import { HandOverEndpoint } from "../endpoint/hand-over-endpoint.js";
import { portOf } from "./port-of.js";
import { type DoubleProgram, order } from "./program.js";
import { connectToDaemon, daemonOptions } from "./to-daemon.js";

/** The resident data that it declares. */
const FIELDS = ["name"];

/** `madoguchi double booking`: two servers, as residents have no certificate and the daemon has. */
export const bookingProgram: DoubleProgram = {
  options: [
    ...daemonOptions("booking-system"),
    {
      name: "hand-over-port",
      value: "number",
      summary: "where it takes hand-over messages · 連携を受けるポート",
      fallback: "9544",
    },
  ],
  orders: {
    bookings: "what is booked, without by whom · 予約の一覧",
  },
  start: async ({ store, identities, port, daemonName }, options) => {
    const { system = "booking-system", "hand-over-port": handOverPort = "9544", reader: readerId } = options;
    const identity = await identities.server("booking");
    const closing: (() => Promise<void>)[] = [];
    const close = async () => {
      for (const end of closing.splice(0).reverse()) await end();
    };
    try {
      const access = await connectToDaemon(options, identities);
      closing.push(() => access.close());
      const booking = await BookingSystem.open(join(store, "booking.sqlite"), { access, readerId });
      closing.push(() => booking.close());
      const endpoint = await HandOverEndpoint.start({
        ...{ identity, clientCa: identities.ca, counter: daemonName, port: portOf("hand-over-port", handOverPort) },
        ...{ system, fields: FIELDS, book: booking.known },
        badRequest: "booking.bad-request",
      });
      closing.push(() => endpoint.close());
      const web = await DoubleServer.start({ identity, port }, booking.web);
      closing.push(() => web.close());
      return {
        addresses: { 公共施設予約: web.url, 連携: endpoint.url },
        config: {
          at: "municipalities[].services[].system",
          section: {
            id: system,
            certificateFingerprint: await identities.fingerprint(system),
            conforming: true,
            fields: FIELDS,
            delivery: { url: endpoint.url, ...(await identities.daemon(daemonName)) },
          },
        },
        orders: {
          bookings: order({
            params: z.strictObject({}),
            run: () => booking.bookings(),
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
