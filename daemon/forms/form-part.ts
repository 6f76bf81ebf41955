import type { Handlers } from "../api/call.js";
import type { Bilingual, Form } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { ResidentRecord, UserRecord } from "../store/records.js";
import type { TenantRepositories } from "../store/repositories.js";
import { fields, personSection, type Section, shortCard, timeInJapan, words } from "./form.js";
import { formErrors } from "./form-errors.js";

export interface FormPorts extends Pick<DaemonPorts, "store" | "clock" | "services" | "residentSettings"> {
  readonly municipalityNames: readonly { readonly code: string; readonly name: string }[];
}

type Kind = Exclude<Form["id"], "disclosure">;

interface Found {
  readonly user: UserRecord;
  readonly sections: readonly Section[];
}

const TITLES: Readonly<Record<Kind, Bilingual>> = {
  application: words("申込書（控え）", "Application (copy)"),
  "issue-slip": words("利用登録票", "Slip of registration"),
  "stop-notice": words("停止措置通知", "Notice of a stop"),
  user: words("利用者票", "Sheet of a user"),
};

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

/** The forms of the flows as data: who, what, when, and never a PIN or a key, which no record that they are made of has (R-DATA-12). */
export function formHandlers(ports: FormPorts): Handlers {
  const { store, clock, services, residentSettings, municipalityNames } = ports;

  type Own = TenantRepositories;
  const nameOf = (municipality: string, serviceId: string | undefined, aid?: string) => {
    const service = serviceId === undefined ? undefined : services.find(municipality, serviceId);
    return service === undefined ? (serviceId ?? aid ?? "") : both(service.name);
  };

  const makers: Readonly<Record<Kind, (own: Own, id: string, municipality: string) => Promise<Found | undefined>>> = {
    application: async (own, id, municipality) => {
      const found = await own.applications.find(id);
      const user = found && (await own.users.find(found.userId));
      if (found === undefined || user === undefined) return undefined;
      const section = fields(
        words("申込み", "Application"),
        [words("受付番号", "Number"), found.id],
        [words("サービス", "Service"), nameOf(municipality, found.serviceId, found.aid)],
        [words("申込内容", "Applied for"), both(KINDS[found.kind])],
        [words("受付日時", "Taken at"), timeInJapan(found.recordedAt)],
        [words("受付者", "Taken by"), found.recordedBy],
      );
      return { user, sections: [section] };
    },
    "issue-slip": async (own, id, municipality) => {
      const found = await own.registrations.find(id);
      const user = found && (await own.users.find(found.userId));
      if (found === undefined || user === undefined) return undefined;
      const section = fields(
        words("利用登録", "Registration"),
        [words("登録番号", "Number"), found.id],
        [words("サービス", "Service"), nameOf(municipality, found.serviceId)],
        [words("カード", "Card"), shortCard(found.cardId)],
        [words("状態", "State"), both(STATES[found.state])],
        [words("日時", "Since"), timeInJapan(found.changedAt)],
      );
      return { user, sections: [section] };
    },
    "stop-notice": async (own, id) => {
      const found = await own.stops.find(id);
      const user = found && (await own.users.findByCard(id));
      if (found === undefined || user === undefined) return undefined;
      const section = fields(
        words("停止措置", "Stop"),
        [words("カード", "Card"), shortCard(found.cardId)],
        [words("理由", "Reason"), both(REASONS[found.reason])],
        [words("届出者", "Reported by"), both(REPORTERS[found.reportedBy])],
        [words("停止日時", "Stopped at"), timeInJapan(found.setAt)],
        [words("処理者", "Stopped by"), found.setBy],
      );
      return { user, sections: [section] };
    },
    user: async (own, id) => {
      const user = await own.users.find(id);
      if (user === undefined) return undefined;
      const section = fields(
        words("利用者登録", "Registration as a user"),
        [words("利用者番号", "User number"), user.id],
        [words("カード", "Card"), shortCard(user.cardId)],
        [words("登録日時", "Registered at"), timeInJapan(user.registeredAt)],
        [words("登録者", "Registered by"), user.registeredBy],
      );
      return { user, sections: [section] };
    },
  };

  return {
    "forms.get": async ({ form, id }, call) => {
      const { municipality, operatorId } = call.session;
      const own = store.of(municipality);
      const found = await makers[form](own, id, municipality);
      const resident: ResidentRecord | undefined = found && (await own.residents.known(found.user.residentId));
      if (found === undefined || resident === undefined) throw formErrors.error("nothing-there", { form });
      call.target(resident.residentId);
      call.facts({ form, id });
      const { items } = residentSettings.of(municipality);
      const name = municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
      return {
        form: {
          id: form,
          title: TITLES[form],
          municipality: { code: municipality, name },
          issuedAt: new Date(clock.now()).toISOString(),
          issuedBy: operatorId,
          sections: [...found.sections, personSection(resident, items)],
        },
      };
    },
  };
}
