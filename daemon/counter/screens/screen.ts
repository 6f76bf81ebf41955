import type { ComponentType } from "preact";
import type { Right } from "#daemon/api/contract/index.js";
import type { Wording } from "../texts/index.js";

/** A screen as the menu and the tabs know it. */
export interface Screen {
  readonly title: Wording;
  /** What stands on its tab: a few characters. */
  readonly short: Wording;
  /** Row of the menu that it belongs to (`daemon/menu/menu-table.ts`); `every`: no function of the menu, a tab wherever one is. */
  readonly row: "every" | "card-operation" | "data-management" | "operator-management" | "system-settings";
  /** Without it neither tab nor screen is shown; the daemon asks again at each call. */
  readonly right: Right;
  /** Fetches the component: the default export of a file of its own. */
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}
