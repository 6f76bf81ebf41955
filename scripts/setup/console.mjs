let output = process.stdout;
const onTerminal = () => output.isTTY === true;
const colour = (code, text) => (onTerminal() ? `\x1b[${code}m${text}\x1b[0m` : text);
const green = (text) => colour(32, text);
const yellow = (text) => colour(33, text);
const red = (text) => colour(31, text);
const dim = (text) => colour(2, text);
const WHEEL = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** From now on everything is written to this stream. */
export function writeTo(stream) {
  output = stream;
}

/** Writes one line. */
export function say(text = "") {
  output.write(`${text}\n`);
}

/** A line for something that is missing but does not stop the work. */
export function warn(text) {
  say(`${yellow("!")} ${text}`);
}

/** A line for what went wrong. */
export function complain(text) {
  say(`${red("✘")} ${text}`);
}

/**
 * Shows one step of work: on a terminal a turning wheel with the seconds and the latest word of the work,
 * elsewhere one line when it starts and one when it is done. `work` gets a function that tells the latest word.
 */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => dim(`(${((Date.now() - start) / 1000).toFixed(1)} s)`);
  let turn = 0;
  let latest = "";
  const draw = () => {
    const room = Math.max(0, (output.columns ?? 80) - title.length * 2 - 16);
    output.write(`\r\x1b[K${WHEEL[turn++ % WHEEL.length]} ${title} ${seconds()} ${dim(latest.slice(0, room))}`);
  };
  if (!onTerminal()) say(`… ${title}`);
  const timer = onTerminal() ? setInterval(draw, 100) : undefined;
  const erase = () => {
    clearInterval(timer);
    if (onTerminal()) output.write("\r\x1b[K");
  };
  try {
    const result = await work((word) => {
      latest = word.replace(/\s+/g, " ").trim();
    });
    erase();
    say(`${green("✔")} ${title} ${seconds()}`);
    return result;
  } catch (error) {
    erase();
    complain(`${title} ${seconds()}`);
    throw error;
  }
}
