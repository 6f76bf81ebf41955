import type { Bilingual, Form } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { RegistrationRecord, UserRecord } from "../store/records.js";
import type { TenantRepositories } from "../store/repositories.js";
import { kindFields, personSection, type Section, shortCard, timeInJapan, words } from "./form.js";
import { formErrors } from "./form-errors.js";
import { formKind } from "./form-kinds.js";

/** Forms about one thing that is on record. */
export const sheetIds = ["application", "issue-slip", "load-receipt", "stop-notice", "user"] as const;
export type SheetId = (typeof sheetIds)[number];

const KINDS = { load: words("搭載", "load"), delete: words("削除", "deletion") } as const;
const STATES = {
  pending: words("登録中", "pending"),
  active: words("利用中", "in use"),
  withdrawn: words("終了", "ended"),
} as const;
const REASONS = {
  lost: words("紛失", "lost"),
  stolen: words("盗難", "stolen"),
  wish: words("本人の希望", "the person's wish"),
  import: words("異動", "register change"),
  misuse: words("不正利用の疑い", "suspected misuse"),
} as const;
const REPORTERS = {
  holder: words("本人", "the holder"),
  representative: words("代理人", "a representative"),
  police: words("警察", "the police"),
  staff: words("職員", "staff"),
  unknown: words("不明", "unknown"),
} as const;

const both = ({ ja, en }: Bilingual): string => `${ja} / ${en}`;

interface Found {
  readonly user: UserRecord;
  readonly section: Section;
}

/** The use that a load was applied for brought about, on the card that the user has now. */
async function registeredFor(own: TenantRepositories, applicationId: string): Promise<RegistrationRecord | undefined> {
  const applied = await own.applications.find(applicationId);
  if (applied?.kind !== "load") return undefined;
  const all = await own.registrations.ofUser(applied.userId);
  return all.findLast(({ serviceId, state }) => serviceId === applied.serviceId && state !== "withdrawn");
}

export interface SheetPorts extends Pick<DaemonPorts, "store" | "clock" | "services" | "residentSettings"> {
  readonly municipalityNames: readonly { readonly code: string; readonly name: string }[];
}

/** A sheet as data: what stands on it, by the names of its kind, and never a PIN or a key, which no record that it is made of has (R-DATA-12). */
export function sheetMaker({ store, clock, services, residentSettings, municipalityNames }: SheetPorts) {
  const nameOf = (municipality: string, serviceId: string | undefined, aid?: string) => {
    const service = serviceId === undefined ? undefined : services.find(municipality, serviceId);
    return service === undefined ? (serviceId ?? aid ?? "") : both(service.name);
  };
  /** By its own id, or by that of the application that the counter knows it by. */
  const registration = async (own: TenantRepositories, id: string) => {
    const found = (await own.registrations.find(id)) ?? (await registeredFor(own, id));
    const user = found && (await own.users.find(found.userId));
    return found && user && { found, user };
  };

  type Maker = (own: TenantRepositories, id: string, municipality: string) => Promise<Found | undefined>;
  const makers: Readonly<Record<SheetId, Maker>> = {
    application: async (own, id, municipality) => {
      const found = await own.applications.find(id);
      const user = found && (await own.users.find(found.userId));
      if (found === undefined || user === undefined) return undefined;
      const section = kindFields(words("申込み", "Application"), "application", {
        number: found.id,
        service: nameOf(municipality, found.serviceId, found.aid),
        kind: both(KINDS[found.kind]),
        takenAt: timeInJapan(found.recordedAt),
        takenBy: found.recordedBy,
      });
      return { user, section };
    },
    "issue-slip": async (own, id, municipality) => {
      const there = await registration(own, id);
      if (there === undefined) return undefined;
      const { found, user } = there;
      const section = kindFields(words("利用登録", "Registration"), "issue-slip", {
        number: found.id,
        service: nameOf(municipality, found.serviceId),
        card: shortCard(found.cardId),
        state: both(STATES[found.state]),
        since: timeInJapan(found.changedAt),
      });
      return { user, section };
    },
    "load-receipt": async (own, id, municipality) => {
      const there = await registration(own, id);
      // There is nothing to receive before the load is confirmed.
      if (there?.found.state !== "active") return undefined;
      const { found, user } = there;
      const section = kindFields(words("搭載内容", "What was loaded"), "load-receipt", {
        service: nameOf(municipality, found.serviceId),
        number: found.id,
        card: shortCard(found.cardId),
        since: timeInJapan(found.changedAt),
      });
      return { user, section };
    },
    "stop-notice": async (own, id) => {
      const found = await own.stops.find(id);
      const user = found && (await own.users.findByCard(id));
      if (found === undefined || user === undefined) return undefined;
      const section = kindFields(words("停止措置", "Stop"), "stop-notice", {
        card: shortCard(found.cardId),
        reason: both(REASONS[found.reason]),
        reportedBy: both(REPORTERS[found.reportedBy]),
        stoppedAt: timeInJapan(found.setAt),
        stoppedBy: found.setBy,
      });
      return { user, section };
    },
    user: async (own, id) => {
      const user = await own.users.find(id);
      if (user === undefined) return undefined;
      const section = kindFields(words("利用者登録", "Registration as a user"), "user", {
        number: user.id,
        card: shortCard(user.cardId),
        registeredAt: timeInJapan(user.registeredAt),
        registeredBy: user.registeredBy,
      });
      return { user, section };
    },
  };

  /** The sheet and whom it is about. Throws `form.nothing-there`. */
  return async (
    form: SheetId,
    id: string,
    { municipality, operatorId }: { readonly municipality: string; readonly operatorId: string },
  ): Promise<{ readonly form: Form; readonly residentId: string }> => {
    const own = store.of(municipality);
    const found = await makers[form](own, id, municipality);
    const resident = found && (await own.residents.known(found.user.residentId));
    if (found === undefined || resident === undefined) throw formErrors.error("nothing-there", { form });
    const { items } = residentSettings.of(municipality);
    const name = municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
    return {
      residentId: resident.residentId,
      form: {
        id: form,
        title: formKind(form).title,
        municipality: { code: municipality, name },
        issuedAt: new Date(clock.now()).toISOString(),
        issuedBy: operatorId,
        sections: [found.section, personSection(resident, items)],
      },
    };
  };
}
