import { CardPanel } from "./side-card.js";
import { PersonPanel } from "./side-person.js";
import { ResumePanel } from "./side-resume.js";

/** What is always in sight, on every screen: the card, whose it is, and what waits to be gone on with. */
export function Side() {
  return (
    <aside class="side">
      <CardPanel />
      <PersonPanel />
      <ResumePanel />
    </aside>
  );
}
