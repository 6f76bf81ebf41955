import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Dialog } from "../kit/index.js";
import { session } from "../state/session.js";
import { work } from "../state/work.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { call } from "../wire/index.js";
import { lock } from "./session-acts.js";

const LOOK_MS = 1000;
const ACTIVITY = ["pointerdown", "keydown", "wheel", "input"] as const;

/** The last part of the time, in which the page warns: a fifth of it, a minute at most. */
const warningOf = (idleSeconds: number): number => Math.min(60, Math.floor(idleSeconds / 5));

/**
 * Locks the screen when nobody is at it, a little before the daemon ends the session, and says so beforehand (WCAG 2.2.1). Work at the
 * keyboard keeps the session alive also where it calls nothing.
 */
export function IdleWatch() {
  const idleSeconds = session.value?.idleSeconds ?? 0;
  const quiet = useRef(0);
  const touched = useRef(0);
  const [left, setLeft] = useState<number>();

  useEffect(() => {
    const wake = () => {
      quiet.current = 0;
      setLeft(undefined);
    };
    const watch = setInterval(() => {
      if (work.peek()) return wake();
      quiet.current++;
      touched.current++;
      const until = idleSeconds - 2 - quiet.current;
      if (until <= 0) void lock();
      else if (until <= warningOf(idleSeconds)) setLeft(until);
      if (quiet.current < 2 && touched.current > idleSeconds / 4) {
        touched.current = 0;
        // Only to be heard of; whatever is wrong shows at the next act.
        void call("readers.list", {}).catch(() => undefined);
      }
    }, LOOK_MS);
    for (const kind of ACTIVITY) addEventListener(kind, wake, { capture: true, passive: true });
    return () => {
      clearInterval(watch);
      for (const kind of ACTIVITY) removeEventListener(kind, wake, { capture: true });
    };
  }, [idleSeconds]);

  if (left === undefined) return null;
  const stay = () => {
    quiet.current = 0;
    setLeft(undefined);
  };
  return (
    <Dialog
      name="idle"
      title={say(shellTexts.idleWarning)}
      onClose={stay}
      actions={
        <Button name="stay" kind="primary" onPress={stay}>
          {say(shellTexts.stay)}
        </Button>
      }
    >
      <p>{say(shellTexts.idleHint, { seconds: left })}</p>
    </Dialog>
  );
}
