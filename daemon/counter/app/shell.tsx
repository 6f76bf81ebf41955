import { ProblemBox } from "../kit/index.js";
import { problem } from "../state/problem.js";
import { connection, hello, lockedFor, session } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { Footer } from "./footer.js";
import { Header } from "./header.js";
import { IdleWatch } from "./idle-watch.js";
import { Login } from "./login.js";
import { MenuScreen } from "./menu-screen.js";
import { Notices } from "./notices.js";
import { route } from "./router.js";
import { ScreenFrame } from "./screen-frame.js";
import { Side } from "./side.js";
import { Tabs } from "./tabs.js";

/** The desk of somebody who is logged in: card and person at the left, the work at the right, always both. */
function Desk() {
  return (
    <>
      <Tabs />
      <div class="desk">
        <Side />
        <main id="work" class="work">
          {problem.value && <ProblemBox data={problem.value} />}
          {route.value === "menu" ? <MenuScreen /> : <ScreenFrame name={route.value} />}
        </main>
      </div>
      <IdleWatch />
    </>
  );
}

/** The whole page. */
export function Shell() {
  return (
    <div class="page">
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>("#work h1")?.focus()}>
        {say(shellTexts.skip)}
      </button>
      <Header />
      {connection.value === "lost" && (
        <p class="banner" role="alert">
          {say(shellTexts.offline)}
        </p>
      )}
      {!hello.value ? (
        <p class="centre hint">{say(shellTexts.connecting)}</p>
      ) : session.value ? (
        <Desk />
      ) : (
        <Login key={lockedFor.value ? "locked" : "open"} />
      )}
      <Footer />
      <Notices />
    </div>
  );
}
