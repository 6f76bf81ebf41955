import { batch } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { forgetListing } from "../state/listing.js";
import { notices } from "../state/notice.js";
import { operators } from "../state/operators.js";
import { attempt, problem } from "../state/problem.js";
import { chosen, readers } from "../state/readers.js";
import { refreshResume, resume } from "../state/resume.js";
import { services } from "../state/services.js";
import { connection, endedBy, hello, largeType, lockedFor, menu, session } from "../state/session.js";
import { apply } from "../state/tuning.js";
import { work } from "../state/work.js";
import { call, connect, onNotice } from "../wire/index.js";
import { route } from "./router.js";

export type Credentials =
  | { readonly by: "password"; readonly operatorId: string; readonly password: string }
  | { readonly by: "card"; readonly readerId: string; readonly pin: string };

/** Whose login brings the last screen back: who locked it, or whose connection was lost. */
let comesBack: { readonly municipality: string; readonly operatorId: string } | undefined;

/** Lets go of all that a session brought. Where the operator was stays known: a lock comes back to it. */
function forget(): void {
  batch(() => {
    session.value = menu.value = readers.value = chosen.value = resume.value = problem.value = work.value = undefined;
    operators.value = undefined;
    services.value = [];
    notices.value = [];
    forgetListing();
  });
}

const opened = (municipality: string, credentials: Credentials): Promise<ResultOf<"session.login">> => {
  const { by, ...given } = credentials;
  return by === "card"
    ? call("session.loginCard", { municipality, ...(given as { readerId: string; pin: string }) })
    : call("session.login", { municipality, ...(given as { operatorId: string; password: string }) });
};

/** Opens a session and fetches what every screen stands on. Gives false when the login was refused, which is shown. */
export async function logIn(municipality: string, credentials: Credentials): Promise<boolean> {
  const done = await attempt(async () => {
    const login = await opened(municipality, credentials);
    const [shownReaders, menuNow, { services: offered }, { tuning }] = await Promise.all([
      call("readers.list", {}),
      call("menu.get", {}),
      call("services.list", {}),
      call("tuning.current", {}),
    ]);
    apply(tuning);
    if (tuning.layout.largeType) largeType.value = true;
    const same = comesBack?.operatorId === login.operator.id && comesBack.municipality === municipality;
    batch(() => {
      if (!same) route.value = "menu";
      session.value = { ...login, municipality };
      readers.value = shownReaders;
      menu.value = menuNow;
      services.value = offered;
      endedBy.value = lockedFor.value = comesBack = undefined;
    });
    void refreshResume();
    return true;
  });
  return done === true;
}

/** 終了: ends the session, on the daemon and here (R-MENU-11). */
export async function logOut(): Promise<void> {
  await attempt(async () => {
    await call("session.logout", {});
    forget();
    route.value = "menu";
    endedBy.value = undefined;
  });
}

/** Locks the screen: the session ends, all that it showed goes; the same operator's login brings the screen back. */
export async function lock(): Promise<void> {
  const open = session.value;
  if (!open || work.value) return;
  lockedFor.value = comesBack = { municipality: open.municipality, operatorId: open.operator.id };
  forget();
  // If the daemon cannot hear it, the session ends with its connection or with its time.
  await call("session.logout", {}).catch(() => undefined);
}

export async function refreshMenu(): Promise<void> {
  const now = await attempt(() => call("menu.get", {}));
  if (now) menu.value = now;
}

/** Takes over what was just published: look, words and menu, without a reload (R-TUNE-13). */
async function followTuning(): Promise<void> {
  const [{ tuning }, menuNow] = await Promise.all([call("tuning.current", {}), call("menu.get", {})]);
  apply(tuning);
  menu.value = menuNow;
}

/** Connects, greets, and keeps what the daemon pushes. */
export function begin(): void {
  onNotice("readers.changed", (now) => {
    readers.value = now;
  });
  onNotice("tuning.published", () => {
    // Whoever has logged out meanwhile asks at the next login.
    if (session.value) void attempt(followTuning);
  });
  onNotice("session.ended", ({ reason }) => {
    forget();
    route.value = "menu";
    endedBy.value = reason;
  });
  connect((state) => {
    connection.value = state;
    if (state === "lost") {
      // A lost connection ends its session on the server: the page must not look as if it were still logged in.
      const open = session.value;
      if (open) {
        endedBy.value = "connection";
        comesBack = { municipality: open.municipality, operatorId: open.operator.id };
      }
      forget();
    } else {
      void attempt(async () => {
        const client = { name: "counter page", version: "1" };
        hello.value = await call("hello", { client, api: { min: 1, max: 1 } });
      });
    }
  });
}
