import { fromHex, toHex } from "#card/bytes/bytes.js";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { seededRandom } from "#card/ports/random.js";
import { type CardAppSession, openCardApp } from "#card/region/card-app-session.js";
import { accessPart } from "#daemon/access/access-part.js";
import type { Call, Handlers, SystemSession } from "#daemon/api/call.js";
import type { PinChannel } from "#daemon/api/contract/index.js";
import type { DaemonPart } from "#daemon/main/part.js";
import type { Service } from "#daemon/services/service.js";
import { type Desk, LIBRARY, service } from "../desk.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { openDesk } from "../open-desk.fixture.js";

const r1 = { readerId: "r1" };
export const PIN = "1234";

/** The certificate application at counter, kiosk and machine; its card application locks by itself after five. */
export const CERTIFICATES: Service = (() => {
  const one = service("certificate", 2, { firstRecords: [] }, "13101", 5);
  return { ...one, system: { ...one.system, channels: ["counter", "kiosk", "machine"], conforming: true } };
})();
export const LIBRARY_WINDOW: Service = { ...LIBRARY, system: { ...LIBRARY.system, channels: ["library"] } };

/** A card with these applications, each with its PIN, at a counter whose business systems use them through the daemon. */
export async function openWindow(services: readonly Service[] = [LIBRARY_WINDOW, CERTIFICATES]) {
  const find = (test: (one: Service) => boolean) => services.find(test);
  const { desk, store, close } = await openDesk({
    services: {
      of: () => services,
      find: (municipality, id) => find((one) => one.municipality === municipality && one.id === id),
      byAid: (aid) => find((one) => one.aid === aid),
      bySystem: (id) => find(({ system }) => system.id === id),
    },
  });
  const access = accessPart(desk.ports);
  await access.start?.();
  const card = deskCard();
  await desk.insert(card);
  await desk.call("area.set", r1);
  for (const { id } of services) {
    await desk.call("cardApps.load", { ...r1, applicationId: await desk.applies(card, id, "load") });
    await desk.call("cardApps.setPin", { ...r1, serviceId: id, pin: PIN });
  }
  return {
    desk,
    store,
    card,
    window: new Window(desk, access, card),
    close: async () => {
      await access.stop?.();
      await close();
    },
  };
}

/** The business systems of the town, over the daemon's own methods. */
export class Window {
  readonly #desk: Desk;
  readonly #handlers: Handlers;
  readonly #card: DeskCard;
  /** VERIFY commands with a PIN in them that reached the card. */
  verified = 0;

  constructor(desk: Desk, { handlers }: DaemonPart, card: DeskCard) {
    this.#desk = desk;
    this.#handlers = handlers;
    this.#card = card;
    card.observer = (command) => {
      if (command[1] === 0x20 && command.length > 24) this.verified++;
    };
  }

  /** A business system's session, of the service's own municipality or of another that serves it. */
  #callOf(one: Service, municipality: string): Call<SystemSession> {
    const session: SystemSession = {
      ...{ kind: "system", id: `sys-${municipality}`, systemId: one.system.id, serviceId: one.id },
      ...{ municipality, aid: one.aid },
    };
    return {
      ...{ session, correlationId: "c", signal: new AbortController().signal },
      ...{ target: () => {}, facts: () => {}, stillPermitted: async () => {} },
    } as unknown as Call<SystemSession>;
  }

  /** Opens the application and leaves it open; `send` gives `ok` or the code of what ended it. */
  async hold(one: Service, channel: PinChannel, municipality = one.municipality) {
    const call = this.#callOf(one, municipality);
    const { "access.open": open, "access.transmit": transmit, "access.close": closing } = this.#handlers;
    const { handle } = await open!({ ...r1, channel }, call);
    return {
      send: () =>
        transmit!({ handle, command: "80B2010C00" }, call).then(
          () => "ok",
          (error: unknown) => (isMadoguchiError(error) ? error.code : `unexpected ${error}`),
        ),
      close: () => closing!({ handle }, call),
    };
  }

  /** All that a system is told when it opens its application. */
  async opened(one: Service, municipality: string): Promise<unknown> {
    const call = this.#callOf(one, municipality);
    const told = await this.#handlers["access.open"]!({ ...r1 }, call);
    await this.#handlers["access.close"]!({ handle: told.handle }, call);
    return told;
  }

  /** Enters a PIN once through a channel. `ok`, or the code of the refusal; `server` is what the issuing server tells now. */
  async enter(
    one: Service,
    channel: PinChannel,
    pin: string,
    server?: number | string | null,
    municipality = one.municipality,
  ): Promise<string> {
    const call = this.#callOf(one, municipality);
    const { "access.open": open, "access.transmit": transmit, "access.close": closing } = this.#handlers;
    let handle: string | undefined;
    try {
      ({ handle } = await open!({ ...r1, channel }, call));
      const at = handle;
      const link = {
        transmit: async (command: Uint8Array) => {
          const params = {
            handle: at,
            command: toHex(command),
            ...(server === undefined ? {} : { serverLimit: server }),
          };
          return fromHex((await transmit!(params, call)).response);
        },
      };
      const keys = this.#desk.serviceKeys(one, this.#card);
      const app: CardAppSession = await openCardApp(link, undefined, keys, seededRandom(`window ${this.verified}`));
      await app.verifyPin(pin);
      return "ok";
    } catch (error) {
      if (isMadoguchiError(error)) return error.code;
      throw error;
    } finally {
      if (handle !== undefined) await closing!({ handle }, call);
    }
  }

  /** What the card's directory says of an application. */
  async stateOf({ aid }: Service): Promise<string | undefined> {
    const { applications } = await this.#desk.call("cardApps.list", r1);
    return applications.find((entry) => entry.aid === aid)?.state;
  }
}
