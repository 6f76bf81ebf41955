import type { Call, OperatorSession } from "../api/call.js";
import type { Right } from "../api/contract/index.js";
import type { DaemonPart } from "../main/part.js";
import type { DaemonPorts } from "../main/ports.js";
import { effectiveRights } from "../operators/effective-rights.js";
import { type ResolvedTuning, resolve } from "../tuning/resolve.js";
import type { TuningBook } from "../tuning/tuning-book.js";
import { menuErrors } from "./menu-errors.js";
import { type MenuFunction, type MenuRow, menuRows, SCREEN_ID } from "./menu-table.js";

export interface MenuPorts extends Pick<DaemonPorts, "store" | "newId"> {
  /** The wordings that the municipality has given the menu (R-TUNE-07 to R-TUNE-09); ids and order stay. */
  readonly tuning: Pick<TuningBook, "current">;
  readonly municipalities: readonly { readonly code: string; readonly name: string }[];
  /** Whether the initial setting of a municipality is complete. */
  initialised(municipality: string): Promise<boolean>;
}

/** Why a row is shut for everybody, whatever their rights. */
function closedBy({ when }: MenuRow, initialised: boolean): "not-initialised" | "initialised" | undefined {
  if (when === "initialised" && !initialised) return "not-initialised";
  return when === "initial-setting" && initialised ? "initialised" : undefined;
}

type TunedMenu = ResolvedTuning["menu"];

/** A function by the name that the municipality gives it, and by its own id. */
const shown = ({ id, label, methods }: MenuFunction, tuned: TunedMenu["rows"][number]["functions"]) => ({
  ...{ id, label: tuned.find((one) => one.id === id)?.label ?? label },
  methods: [...methods],
});

/** The footer's template with what stands at this counter: always its own municipality's name (R-MENU-12, A-17). */
const footerText = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");

/** The menu of the use environment (利用環境設定, II.2.5): what is shown is what may be done, and is asked for again when it is done. */
export function menuPart({ municipalities, initialised, store, newId, tuning }: MenuPorts): DaemonPart {
  const tunedMenu = (municipality: string): TunedMenu => resolve(tuning.current(municipality).set, []).menu;
  /** The press that each session may use next. */
  const presses = new Map<string, string>();
  const nextPress = (sessionId: string): string => {
    const press = newId();
    presses.set(sessionId, press);
    return press;
  };
  const operatorOf = ({ session }: Call): OperatorSession => {
    if (session?.kind !== "operator") throw menuErrors.error("no-menu");
    return session;
  };
  const rightsHeld = async ({ municipality, operatorId }: OperatorSession): Promise<readonly Right[]> => {
    const operator = await store.of(municipality).operators.find(operatorId);
    return operator === undefined ? [] : effectiveRights(operator);
  };

  return {
    sessionEnded: (sessionId) => void presses.delete(sessionId),
    handlers: {
      "menu.get": async (_, call) => {
        const session = operatorOf(call);
        const held = await rightsHeld(session);
        const isInitialised = await initialised(session.municipality);
        const menu = tunedMenu(session.municipality);
        const rows = menuRows.map((row, index) => {
          const { name, explanation, functions: names } = menu.rows[index]!;
          const closed = closedBy(row, isInitialised);
          const allowed = closed === undefined ? row.functions.filter(({ right }) => held.includes(right)) : [];
          const own = allowed.map((one) => shown(one, names));
          return {
            ...{ id: row.id, name, explanation, operable: own.length > 0, functions: own, execute: menu.execute },
            ...(closed && { closed }),
            ...(own[0] && { chosen: own[0].id }),
          };
        });
        const { code, name } = municipalities.find((one) => one.code === session.municipality) ?? {
          code: session.municipality,
          name: session.municipality,
        };
        const { title, guidance, end, footer } = menu;
        return {
          ...{ title, guidance, rows, end },
          footer: {
            text: footerText(footer, { municipality: name, id: SCREEN_ID, operator: session.operatorId }),
            municipality: { code, name },
            screen: SCREEN_ID,
            operatorId: session.operatorId,
          },
          press: nextPress(session.id),
        };
      },

      "menu.open": async ({ row: rowId, function: functionId, press }, call) => {
        const session = operatorOf(call);
        const row = menuRows.find(({ id }) => id === rowId);
        const chosen = row?.functions.find(({ id }) => id === functionId);
        if (row === undefined || chosen === undefined) throw menuErrors.error("not-of-row");
        call.target(`${row.id} ${chosen.id}`);
        await call.permit(chosen.right);
        const closed = closedBy(row, await initialised(session.municipality));
        if (closed === "initialised") throw menuErrors.error("initial-setting-only");
        if (closed === "not-initialised") throw menuErrors.error("not-initialised");
        // Nothing waits between the look and the next press: of two that come at once one is first.
        if (presses.get(session.id) !== press) throw menuErrors.error("pressed-twice");
        const names = tunedMenu(session.municipality).rows.find(({ id }) => id === row.id)?.functions ?? [];
        return { row: row.id, function: shown(chosen, names), press: nextPress(session.id) };
      },
    },
  };
}
