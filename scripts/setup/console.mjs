const TTY = process.stdout.isTTY === true;
const GREEN = TTY ? "\x1b[32m" : "";
const YELLOW = TTY ? "\x1b[33m" : "";
const RED = TTY ? "\x1b[31m" : "";
const DIM = TTY ? "\x1b[2m" : "";
const OFF = TTY ? "\x1b[0m" : "";
const WHEEL = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** Writes one line. */
export function say(text = "") {
  process.stdout.write(`${text}\n`);
}

/** A line for something that is missing but does not stop the work. */
export function warn(text) {
  say(`${YELLOW}!${OFF} ${text}`);
}

/** A line for what went wrong. */
export function complain(text) {
  say(`${RED}✘${OFF} ${text}`);
}

/**
 * Shows one step of work: on a terminal a turning wheel with the seconds and the latest word of the work,
 * elsewhere one line when it starts and one when it is done. `work` gets a function that tells the latest word.
 */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => `${DIM}(${((Date.now() - start) / 1000).toFixed(1)} s)${OFF}`;
  let turn = 0;
  let latest = "";
  const draw = () => {
    const room = Math.max(0, (process.stdout.columns ?? 80) - title.length * 2 - 16);
    process.stdout.write(
      `\r\x1b[K${WHEEL[turn++ % WHEEL.length]} ${title} ${seconds()} ${DIM}${latest.slice(0, room)}${OFF}`,
    );
  };
  if (!TTY) say(`… ${title}`);
  const timer = TTY ? setInterval(draw, 100) : undefined;
  const erase = () => {
    clearInterval(timer);
    if (TTY) process.stdout.write("\r\x1b[K");
  };
  try {
    const result = await work((word) => {
      latest = word.replace(/\s+/g, " ").trim();
    });
    erase();
    say(`${GREEN}✔${OFF} ${title} ${seconds()}`);
    return result;
  } catch (error) {
    erase();
    complain(`${title} ${seconds()}`);
    throw error;
  }
}
