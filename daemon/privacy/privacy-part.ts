import type { CardIdentity } from "#card/region/card-driver.js";
import type { Handlers } from "../api/call.js";
import type { AuditRow } from "../audit/chain.js";
import { formKind } from "../forms/form-kinds.js";
import type { FormPrinter } from "../forms/form-printer.js";
import type { SheetPorts } from "../forms/sheets.js";
import { userErrors } from "../residents/resident-errors.js";
import { sourcesOf } from "../residents/sources.js";
import type { ResidentRecord } from "../store/records.js";
import type { TenantRepositories } from "../store/repositories.js";
import { disclosureSections, type HeldRecord } from "./disclosure-form.js";
import { declared, tablesOf } from "./inventory/inventory.js";
import { bases } from "./inventory/terms.js";
import { privacyErrors } from "./privacy-errors.js";

/** The newest rows of an access history that a form shows. */
const HISTORY = 2_000;

export interface PrivacyPorts extends SheetPorts {
  readonly printer: FormPrinter;
  /** The newest rows of a municipality's audit log that name one of these ids, in order; at most `limit`. */
  history(municipality: string, ids: readonly string[], limit: number): Promise<readonly AuditRow[]>;
  identify(readerId: string, municipality: string): Promise<CardIdentity>;
}

/** What is held of a person, told to that person and to nobody else; and what is held of whom, told to all (R-PRIV-08, R-PRIV-09). */
export function privacyHandlers(ports: PrivacyPorts): Handlers {
  const { store, clock, services, residentSettings } = ports;

  async function heldOf(own: TenantRepositories, municipality: string, resident: ResidentRecord): Promise<HeldRecord> {
    const { residentId } = resident;
    const users = await own.users.ofResident(residentId);
    const each = async <T>(of: (userId: string) => Promise<readonly T[]>) =>
      (await Promise.all(users.map(({ id }) => of(id)))).flat();
    const stops = await Promise.all(users.map(({ cardId }) => own.stops.find(cardId)));
    const ids = [residentId, ...users.flatMap(({ id, cardId }) => [id, cardId])];
    return {
      resident,
      source: (await sourcesOf(own.residents, [resident]))(resident),
      users,
      applications: await each((userId) => own.applications.ofUser(userId)),
      registrations: await each((userId) => own.registrations.ofUser(userId)),
      serviceIds: await own.serviceIds.ofResident(residentId),
      stops: stops.filter((stop) => stop !== undefined),
      history: await ports.history(municipality, ids, HISTORY + 1),
    };
  }

  return {
    "privacy.disclose": async ({ applicantId, residentId, readerId, papers, print }, call) => {
      const { municipality, operatorId } = call.session;
      const own = store.of(municipality);
      const resident = await own.residents.known(residentId);
      if (resident === undefined) throw userErrors.error("no-such-resident");
      // From here on the refusal is on record with whose record was asked for.
      call.target(residentId);
      call.facts({ shownBy: papers ?? "card" });
      if (applicantId !== residentId) throw privacyErrors.error("another-person");
      if (readerId !== undefined) {
        const { cardId } = await ports.identify(readerId, municipality);
        const holder = await own.users.findByCard(cardId);
        if (holder === undefined) throw privacyErrors.error("unknown-card");
        if (holder.residentId !== residentId) throw privacyErrors.error("another-person");
        await call.stillPermitted();
      }
      const held = await heldOf(own, municipality, resident);
      const history = held.history.slice(-HISTORY);
      const complete = history.length === held.history.length;
      call.facts({ accesses: history.length });
      const name = ports.municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
      const { items } = residentSettings.of(municipality);
      const form = {
        ...({ id: "disclosure", title: formKind("disclosure").title, issuedBy: operatorId } as const),
        municipality: { code: municipality, name },
        issuedAt: new Date(clock.now()).toISOString(),
        sections: disclosureSections({ ...held, history }, items, services.of(municipality)),
      };
      const ready = print ? { print: ports.printer.sheet(call, form, () => call.stillPermitted()) } : {};
      return { form, accesses: history.length, complete, ...ready };
    },

    "privacy.inventory": async (_, { session }) => {
      const fields = Object.values(declared).flatMap((tables) =>
        tablesOf(tables).flatMap(({ table, columns }) =>
          columns.flatMap(({ column, whose, purpose, basis, keep }) =>
            whose === undefined ? [] : [{ table, column, whose, purpose, basis, keep }],
          ),
        ),
      );
      const items = residentSettings.of(session.municipality).items;
      return { act: bases.act, fields, items: items.map(({ name, label, purpose }) => ({ name, label, purpose })) };
    },
  };
}
