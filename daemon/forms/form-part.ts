import type { Call, Handlers, OperatorSession, Session } from "../api/call.js";
import type { AuditLog } from "../audit/audit-log.js";
import type { DaemonPart } from "../main/part.js";
import { sessionErrors } from "../operators/operator-errors.js";
import type { TuningBook } from "../tuning/tuning-book.js";
import { type FormId, formKind } from "./form-kinds.js";
import type { FormPrinter } from "./form-printer.js";
import { laidOut } from "./layout.js";
import { auditRows, operatorRows, userRows } from "./list-rows.js";
import type { ListRow } from "./paper/draw-list.js";
import type { PrintDesk } from "./print-desk.js";
import { sampleRows, sampleSheet } from "./samples.js";
import { type SheetId, type SheetPorts, sheetIds, sheetMaker } from "./sheets.js";

export interface FormPorts extends SheetPorts {
  readonly auditLog: Pick<AuditLog, "list">;
  readonly printer: FormPrinter;
  readonly desk: PrintDesk;
  readonly tuning: TuningBook;
}

const isSheet = (form: FormId): form is SheetId => (sheetIds as readonly string[]).includes(form);

/** Business systems print nothing. */
function operators(call: Call<Session>): Call<OperatorSession> {
  if (call.session.kind !== "operator") throw sessionErrors.error("not-permitted", { right: "operator" });
  return call as Call<OperatorSession>;
}

/** The forms of the flows (帳票): as data, and as PDF laid out as the municipality has them (R-DATA-12, R-TUNE-03). */
export function formPart(ports: FormPorts): DaemonPart {
  return { handlers: formHandlers(ports), sessionEnded: (id) => ports.desk.forget(id) };
}

function formHandlers(ports: FormPorts): Handlers {
  const { store, clock, printer, residentSettings, auditLog, tuning, municipalityNames } = ports;
  const makeSheet = sheetMaker(ports);

  const rowsOf = (form: FormId, municipality: string, from?: string, to?: string): AsyncIterable<ListRow> => {
    if (form === "user-list") return userRows(store.of(municipality));
    if (form === "operator-list") return operatorRows(store.of(municipality));
    return auditRows(auditLog, { municipality, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  };

  return {
    "forms.get": async ({ form, id }, call) => {
      const { municipality } = call.session;
      const { form: made, residentId } = await makeSheet(form, id, call.session);
      call.target(residentId);
      call.facts({ form, id });
      return { form: laidOut(made, printer.layoutOf(municipality, form)) };
    },

    "forms.print": async ({ form, id, purpose, from, to }, anyCall) => {
      const call = operators(anyCall);
      const { right } = formKind(form);
      call.facts({ form, ...(purpose !== undefined && { purpose }) });
      await call.permit(right);
      // Between this answer and the fetch the operator may lose the right.
      const admit = async () => {
        await call.stillPermitted();
        await call.permit(right);
      };
      if (!isSheet(form)) {
        return printer.list(call, form, () => rowsOf(form, call.session.municipality, from, to), admit);
      }
      const { form: made, residentId } = await makeSheet(form, id!, call.session);
      call.target(residentId);
      call.facts({ id: id! });
      return printer.sheet(call, made, admit);
    },

    "forms.sample": async ({ form }, call) => {
      const { municipality, operatorId } = call.session;
      const { set } = await tuning.draft(municipality);
      const items = residentSettings.of(municipality).items.map(({ name }) => name);
      const layout = set.forms?.[form] ?? {};
      const admit = () => call.stillPermitted();
      if (!isSheet(form)) return printer.list(call, form, () => sampleRows(form, items), admit, layout);
      const name = municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
      const issuedAt = new Date(clock.now()).toISOString();
      const head = { municipality: { code: municipality, name }, issuedAt, issuedBy: operatorId };
      return printer.sheet(call, sampleSheet(form, head, items), admit, layout);
    },
  };
}
