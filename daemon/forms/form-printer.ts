import type { Call, OperatorSession } from "../api/call.js";
import type { Form } from "../api/contract/index.js";
import type { DaemonPorts } from "../main/ports.js";
import type { FormLayout } from "../tuning/schema/form-layouts.js";
import type { TuningBook } from "../tuning/tuning-book.js";
import type { FormId } from "./form-kinds.js";
import { laidOut, pageLayout } from "./layout.js";
import { drawList, type ListRow } from "./paper/draw-list.js";
import { drawSheet, type Printed } from "./paper/draw-sheet.js";
import type { PrintDesk } from "./print-desk.js";

export interface PrinterPorts extends Pick<DaemonPorts, "audit" | "failures" | "clock" | "residentSettings"> {
  readonly tuning: TuningBook;
  readonly desk: PrintDesk;
  readonly municipalityNames: readonly { readonly code: string; readonly name: string }[];
}

type Drawing = (printed: Printed) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Lays forms out as their municipality has them, offers them at the desk, and puts on record what came of it. */
export class FormPrinter {
  readonly #ports: PrinterPorts;

  constructor(ports: PrinterPorts) {
    this.#ports = ports;
  }

  /** A form's looks by what is published, or by `tuned`. */
  layoutOf(municipality: string, form: FormId, tuned?: FormLayout) {
    const { tuning, residentSettings } = this.#ports;
    const layout = tuned ?? tuning.current(municipality).set.forms?.[form] ?? {};
    return pageLayout(form, layout, residentSettings.of(municipality).items);
  }

  sheet(call: Call<OperatorSession>, form: Form, admit: () => Promise<void>, tuned?: FormLayout) {
    const layout = this.layoutOf(call.session.municipality, form.id, tuned);
    return this.#offer(call, form.id, admit, (printed) => drawSheet(laidOut(form, layout), layout, printed));
  }

  list(
    call: Call<OperatorSession>,
    form: FormId,
    rows: () => AsyncIterable<ListRow>,
    admit: () => Promise<void>,
    tuned?: FormLayout,
  ) {
    const { municipality, operatorId } = call.session;
    const layout = this.layoutOf(municipality, form, tuned);
    const name = this.#ports.municipalityNames.find(({ code }) => code === municipality)?.name ?? municipality;
    const imprint = { municipality: { code: municipality, name }, operator: operatorId, at: this.#ports.clock.now() };
    return this.#offer(call, form, admit, (printed) => drawList(rows(), layout, imprint, printed));
  }

  #offer(call: Call<OperatorSession>, form: FormId, admit: () => Promise<void>, draw: Drawing) {
    const { session, connection } = call;
    const ticket = this.#ports.desk.offer({
      sessionId: session.id,
      address: connection.address,
      name: `${form}.pdf`,
      admit,
      open: () => this.#recorded(call, form, draw),
    });
    return { ...ticket, expiresAt: new Date(ticket.expiresAt).toISOString() };
  }

  /** The octets as they are drawn; how many pages and rows went out is on record, also when it was broken off (R-LOG-02). */
  async *#recorded(
    { session, correlationId }: Call<OperatorSession>,
    form: FormId,
    draw: Drawing,
  ): AsyncGenerator<Uint8Array> {
    const printed: Printed = { pages: 0, rows: 0, replaced: 0 };
    let outcome: "ok" | "failed" = "failed";
    try {
      yield* draw(printed);
      outcome = "ok";
    } catch (error) {
      this.#ports.failures.error("forms.draw", error, { form });
      throw error;
    } finally {
      const { id: sessionId, operatorId: actor, municipality } = session;
      const row = { event: "forms.printed", outcome, correlationId, sessionId, actor, municipality };
      await this.#ports.audit
        .record({ ...row, facts: { form, ...printed } })
        .catch((error: unknown) => this.#ports.failures.error("audit.lost-row", error, { event: "forms.printed" }));
    }
  }
}
