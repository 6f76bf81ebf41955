import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { openCardApp } from "#card/region/card-app-session.js";
import { issuerPins, selectPin, verifyIssuerPin } from "./issuer-pins.js";
import type { Stage } from "./operations.js";
import { WriteLog } from "./write-log.js";

/** What a card shows to those who talk to it: nothing is taken from its memory behind its back. */
export interface Observation {
  /** The keyless listing, which of the key sets open the area, and what each application says: one text, to be compared. */
  readonly text: string;
  /** Tries left by PIN, 0 when locked; a PIN that is not there (yet) is absent. */
  readonly tries: ReadonlyMap<string, number>;
}

/** The error code, where there is one to be told. */
async function codeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return "ok";
  } catch (error) {
    if (isMadoguchiError(error)) return error.code;
    throw error;
  }
}

/** Tries left that a query of an issuer's PIN tells; undefined when the card has no such PIN. */
function issuerTries(sw: number): number | undefined {
  return sw >> 4 === 0x63c ? sw & 0x0f : undefined;
}

/**
 * Asks the powered card everything that an outsider with all keys can ask without using a try: the listing, INITIALIZE UPDATE and
 * EXTERNAL AUTHENTICATE under every key set of the sweep, each application's own state, VERIFY without data on each of the issuer's PINs.
 * What the card wrote meanwhile (sequence counters) is taken back; its volatile state is as the last answer left it.
 */
export async function observe(stage: Stage): Promise<Observation> {
  const { on, driver, materials } = stage;
  const { device } = on.card.nvm;
  const log = new WriteLog();
  device.observer = log.observerOf(device);
  try {
    on.hostRandom.rewind("observer");
    const lines = [JSON.stringify(await driver.list(on))];
    const sets = { setting: materials.settingKeys, first: materials.first.keys, second: materials.second.keys };
    for (const [name, keys] of Object.entries(sets)) {
      lines.push(`${name}: ${await codeOf(() => driver.proveAreaKey(on, keys))}`);
    }
    const tries = new Map<string, number>();
    for (const name of ["own", "neighbour", "filler", "successor", "pebble", "boulder", "bulky"] as const) {
      const { pkg, serviceKeys } = materials[name];
      const said = await codeOf(async () => {
        const session = await openCardApp(on, pkg.aid, serviceKeys, on.hostRandom);
        lines.push(JSON.stringify(await session.state()));
        tries.set(name, await session.triesLeft());
      });
      lines.push(`${name}: ${said}`);
    }
    for (const pin of issuerPins(on.person)) {
      // Where its application is not on the card, the one before it stays selected: its tries are its own.
      if ((await on.transmit(selectPin(pin)))[0] !== 0x90) continue;
      const answer = await on.transmit(verifyIssuerPin(pin));
      const left = issuerTries((answer.at(-2)! << 8) | answer.at(-1)!);
      if (left !== undefined) tries.set(pin.name, left);
    }
    lines.push(JSON.stringify([...tries]));
    return { text: lines.join("\n"), tries };
  } finally {
    device.observer = undefined;
    log.undo(device.image);
  }
}
