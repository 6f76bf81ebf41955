import type { ActionName } from "../scenario/steps.js";
import { type Action, plain, readerOf } from "./flow.js";

type LibraryAction = "library" | "library-system";

/** Steps at the windows of libraries (R-LIB-02). */
export const libraryActions: { readonly [N in LibraryAction & ActionName]: Action<N> } = {
  library: async (flow, { service, act, item, pin, at, as }) => {
    const result = await flow.world.library({ service, act, item, pin, at, as }, readerOf(flow));
    const { loans, reservations } = result;
    return plain(
      result,
      `暗証番号${result.pin ? "あり" : "なし"}、貸出${loans.length}点、予約${reservations.length}点`,
      `${result.pin ? "with" : "without"} PIN; ${loans.length} on loan, ${reservations.length} reserved`,
    );
  },

  "library-system": async ({ world }, { service, at, now, pinFor, knows, sip2 }) => {
    await world.setLibrary(service, { at, now, pinFor, knows, sip2 });
    return plain({}, "図書館システムの設定を変更", "the library system was set otherwise");
  },
};
