import type { Handlers } from "../api/call.js";
import type { DaemonPorts } from "../main/ports.js";
import { coreFields, lineReader, type ResidentChange } from "./file/resident-line.js";
import { importErrors, manualErrors } from "./resident-errors.js";
import type { ResidentItem } from "./resident-items.js";

/** Residents of a page when nothing else is asked for. */
const PAGE = 100;

type Ports = Pick<DaemonPorts, "store" | "clock" | "residentSettings">;

/** The entry by the rules of a file's line. Throws `manual.bad-entry`, `manual.individual-number`; never with a value. */
function checked(entry: object, items: readonly ResidentItem[]): ResidentChange {
  try {
    return lineReader(items, "full")(entry, 1);
  } catch (error) {
    if (!importErrors.is(error)) throw error;
    const { field } = error.details;
    if (error.code === "import.individual-number") throw manualErrors.error("individual-number");
    throw manualErrors.error("bad-entry", { field });
  }
}

/** Residents who are entered by hand: off unless the municipality says so, with a right of its own, marked until an import confirms them. */
export function manualResidentHandlers({ store, clock, residentSettings }: Ports): Handlers {
  return {
    "residents.enter": async ({ residentId, reason, items = [], ...core }, call) => {
      const { municipality, operatorId } = call.session;
      const settings = residentSettings.of(municipality);
      if (settings.manual !== true) throw manualErrors.error("off");
      const added = Object.fromEntries(items.map(({ name, value }) => [name, value]));
      // What a file may say of a core field, such as a move-out, is not to be said as an added item.
      const twice = items.find(
        ({ name }, index) => coreFields.includes(name) || items.findIndex((one) => one.name === name) < index,
      );
      if (twice !== undefined) throw manualErrors.error("bad-entry", { field: "items" });
      const { change: _, items: own, ...person } = checked({ residentId, ...core, ...added }, settings.items);
      call.target(residentId);
      call.facts({ reason });
      return store.transaction(async (repositories) => {
        const { residents } = repositories.of(municipality);
        const known = await residents.known(residentId);
        if (known !== undefined && known.enteredAt === undefined) throw manualErrors.error("known-resident");
        await residents.save([
          {
            ...person,
            municipality,
            sequence: await residents.sequence(),
            ...(Object.keys(own).length > 0 && { items: JSON.stringify(own) }),
            enteredAt: clock.now(),
            enteredBy: operatorId,
          } as Parameters<typeof residents.save>[0][number],
        ]);
        const corrected = known !== undefined;
        call.facts({ corrected });
        return { residentId, corrected };
      });
    },

    "residents.manual": async ({ after, limit = PAGE }, call) => {
      const own = store.of(call.session.municipality);
      const page = await own.residents.byHand(after, limit + 1);
      const found = page.slice(0, limit);
      call.facts({ found: found.length });
      if (found.length > 0) call.target(found.map(({ residentId }) => residentId).join(","));
      const residents = found.map(async ({ residentId, enteredAt = 0, enteredBy = "" }) => ({
        residentId,
        enteredAt: new Date(enteredAt).toISOString(),
        enteredBy,
        users: (await own.users.ofResident(residentId)).length,
      }));
      return { residents: await Promise.all(residents), more: page.length > limit };
    },
  };
}
