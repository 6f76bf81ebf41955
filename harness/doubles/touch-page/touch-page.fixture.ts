import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Access, CardApp, ReadersView, WithCardOptions } from "#access/index.js";
import { systemClock, VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { cardAppErrors } from "#card/region/card-app-session.js";
import { TestPki } from "../../municipality/test-pki.js";
import { IssuingClient } from "../issuing-server/issuing-client.js";
import { IssuingServer } from "../issuing-server/issuing-server.js";
import { Register } from "../issuing-server/register.js";
import { readCalendar } from "../opening-hours/calendar-file.js";
import { TouchServer } from "./touch-server.js";
import { type Patience, TouchTerminal } from "./touch-terminal.js";

export const PIN = "2580";
const NUMBER = "USER-0001";
const READER = "kiosk-reader";

export interface CardHand {
  insert(state?: "ready" | "unknown"): void;
  pull(): void;
}

/** A card and its reader as the access module shows them: one application with a PIN of three tries. */
class OneCard implements CardHand {
  #view: ReadersView = view("empty");
  readonly #watchers = new Set<(view: ReadersView) => void>();
  /** Wrong PINs that are left. */
  tries = 3;
  /** What the daemon says before anything else; nothing when undefined. */
  refuses: Error | undefined;
  /** PINs that have reached the card. */
  readonly verified: string[] = [];

  insert(state: "ready" | "unknown" = "ready"): void {
    this.#tell(state);
  }

  pull(): void {
    this.#tell("empty");
  }

  /** The daemon is away. */
  lose(): void {
    this.#show({ service: "down", readers: [] });
  }

  #tell(state: State): void {
    this.#show(view(state));
  }

  #show(now: ReadersView): void {
    this.#view = now;
    for (const watcher of [...this.#watchers]) watcher(this.#view);
  }

  readonly watchReaders = (watcher: (view: ReadersView) => void): (() => void) => {
    this.#watchers.add(watcher);
    watcher(this.#view);
    return () => this.#watchers.delete(watcher);
  };

  readonly withCard = async <T>(
    use: (app: CardApp) => Promise<T>,
    { signal, before }: Pick<WithCardOptions, "signal" | "before"> = {},
  ): Promise<T> => {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      const unwatch = this.watchReaders(({ readers: [reader] }) => {
        if (reader?.state !== "ready") return;
        queueMicrotask(() => unwatch());
        resolve();
      });
    });
    await before?.();
    if (this.refuses !== undefined) throw this.refuses;
    return use({
      ...{ readerId: READER, cardId: "0A0B" },
      verifyPin: async (pin: string) => {
        this.verified.push(pin);
        if (pin === PIN) return;
        const triesLeft = --this.tries;
        throw cardAppErrors.error(triesLeft > 0 ? "wrong-pin" : "locked", { triesLeft });
      },
      state: async () => ({ tries: 3, triesLeft: this.tries }),
      readRecord: async () => new TextEncoder().encode(NUMBER),
    } as unknown as CardApp);
  };
}

type State = "ready" | "unknown" | "empty";

const view = (state: State): ReadersView =>
  ({
    service: "up",
    readers: [{ id: READER, name: "reader", state, ...(state === "ready" && { cardId: "0A0B" }) }],
  }) as ReadersView;

/** A kiosk with its page: real issuing server with its register and clock, real terminal and server, a card whose hands are the test's. */
export async function openKiosk(patience: Partial<Patience>) {
  const pki = await TestPki.create();
  const folder = mkdtempSync(join(tmpdir(), "madoguchi-touch-"));
  const register = await Register.open(join(folder, "register.sqlite"));
  const clock = { of: new VirtualClock("2026-04-06T10:00:00+09:00") };
  const fields = {
    name: "窓口　花子",
    kana: "マドグチ　ハナコ",
    birth: "1985-03-10",
    sex: "2",
    address: "渚市見本町１番地",
  };
  const server = await IssuingServer.start({
    identity: await pki.server("issuing-web"),
    clientCa: pki.ca,
    daemon: "daemon",
    fields: Object.keys(fields),
    terminals: { "kiosk-terminal": "kiosk" },
    signer: await pki.document("issuing-server-signer"),
    municipality: { code: "13105", name: "渚市（試験用）" },
    calendars: {
      kiosk: readCalendar("convenience"),
      machine: readCalendar("machine"),
      counter: readCalendar("office"),
    },
    clock: { now: () => clock.of.now(), sleep: systemClock.sleep },
    register,
  });
  const told = {
    interface: "1.0" as const,
    id: "m1",
    service: "certificate",
    number: NUMBER,
    sequence: 1,
    date: "2026-04-05",
  };
  await register.users.take({ ...told, kind: "registered", fields });
  const card = new OneCard();
  const papers: Buffer[] = [];
  const defects: unknown[] = [];
  const terminal = new TouchTerminal({
    access: card as unknown as Access,
    issuing: new IssuingClient({ url: server.url, ca: pki.ca, identity: await pki.client("kiosk-terminal") }),
    ...{
      channel: "kiosk",
      municipality: "渚市（試験用）",
      clock: systemClock,
      random: seededRandom("touch"),
      patience,
    },
    defect: (error) => defects.push(error),
    tray: async (_serial, pdf) => void papers.push(pdf),
  });
  const page = await TouchServer.start(terminal);
  const running = terminal.run();
  const close = async () => {
    terminal.end();
    await running;
    await page.close();
    await server.close();
    await register.close();
    pki.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { card, clock, register, server, terminal, papers, defects, url: page.url, ca: pki.ca, close };
}

export type OpenKiosk = Awaited<ReturnType<typeof openKiosk>>;
