import { Session } from "node:inspector";
import { findSourceMap } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const COMMAND_LENGTH = 120;
/** What a handle or timer is called by `process.getActiveResourcesInfo` that is told in detail here. */
const TOLD = new Set([
  "TCPServerWrap",
  "TCPSocketWrap",
  "TLSWrap",
  "PipeServerWrap",
  "PipeWrap",
  "ProcessWrap",
  "TTYWrap",
  "Timeout",
]);

/** Asks V8 what no API of Node's tells: which timers there are, and where in the source a function stands. Costs nothing until asked. */
class Debugger {
  #session = new Session();
  #scripts = new Map();

  constructor() {
    this.#session.connect();
    this.#session.on("Debugger.scriptParsed", ({ params }) => this.#scripts.set(params.scriptId, params.url));
    this.#post("Debugger.enable");
  }

  /** The session answers before `post` returns. */
  #post(method, params) {
    let answer;
    this.#session.post(method, params, (error, result) => {
      if (error) throw new Error(error.message);
      answer = result;
    });
    return answer;
  }

  /** The remote handle of one of our values. */
  #idOf(value) {
    globalThis.__madoguchiAlive = value;
    try {
      return this.#post("Runtime.evaluate", { expression: "globalThis.__madoguchiAlive" }).result.objectId;
    } finally {
      delete globalThis.__madoguchiAlive;
    }
  }

  /** Every living object that has this prototype. */
  livingObjects(prototype) {
    const found = [];
    globalThis.__madoguchiFound = found;
    try {
      const { objects } = this.#post("Runtime.queryObjects", { prototypeObjectId: this.#idOf(prototype) });
      const functionDeclaration = "function () { globalThis.__madoguchiFound.push(...this); }";
      this.#post("Runtime.callFunctionOn", { objectId: objects.objectId, functionDeclaration });
      return found;
    } finally {
      delete globalThis.__madoguchiFound;
    }
  }

  /** File and line of a function of ours; undefined for Node's own and the packages'. */
  placeOf(fn) {
    const { internalProperties = [] } = this.#post("Runtime.getProperties", {
      objectId: this.#idOf(fn),
      ownProperties: true,
    });
    const at = internalProperties.find(({ name }) => name === "[[FunctionLocation]]")?.value?.value;
    const url = this.#scripts.get(at?.scriptId) ?? "";
    if (!url.startsWith("file:") || url.includes("/node_modules/")) return undefined;
    const file = fileURLToPath(url);
    const { originalSource, originalLine } = findSourceMap(file)?.findEntry(at.lineNumber, at.columnNumber) ?? {};
    const [source, line] = originalSource ? [fileURLToPath(originalSource), originalLine] : [file, at.lineNumber];
    return `${relative(process.cwd(), source)}:${line + 1}`;
  }

  close() {
    this.#session.disconnect();
  }
}

/** Where those stand who listen to this emitter. */
function listeningAt(emitter, inspector) {
  const listeners = (emitter.eventNames?.() ?? []).flatMap((event) => emitter.rawListeners(event));
  const places = listeners.map((one) => inspector.placeOf(one.listener ?? one)).filter((place) => place !== undefined);
  return places.length === 0 ? "" : `, heard at ${[...new Set(places)].slice(0, 3).join(" ")}`;
}

function tellHandle(handle, inspector) {
  const at = listeningAt(handle, inspector);
  const { name } = handle.constructor;
  if (handle.spawnargs) {
    return `child process ${handle.pid}: ${handle.spawnargs.join(" ").slice(0, COMMAND_LENGTH)}${at}`;
  }
  if (typeof handle.address === "function" && handle.listening) {
    const address = handle.address();
    return `${name} listening on ${typeof address === "string" ? address : `${address?.address} ${address?.port}`}${at}`;
  }
  if (handle.remotePort !== undefined)
    return `${name} port ${handle.localPort} to ${handle.remoteAddress} ${handle.remotePort}${at}`;
  return `${name}${at}`;
}

/**
 * What keeps this process from ending, in one line each: servers, sockets and child processes with whom they speak to and who listens,
 * timers with their time and their function's place, and the names of whatever else Node counts.
 */
export function whatKeepsAlive() {
  const inspector = new Debugger();
  try {
    const handles = (process._getActiveHandles?.() ?? []).filter(({ _handle, fd }) => !((_handle?.fd ?? fd) <= 2));
    const ofChildren = new Set(handles.flatMap(({ stdio }) => stdio ?? []));
    const told = handles.filter((handle) => !ofChildren.has(handle)).map((handle) => tellHandle(handle, inspector));
    const probe = setTimeout(() => {}, 0);
    clearTimeout(probe);
    const timers = inspector
      .livingObjects(Object.getPrototypeOf(probe))
      .filter((timer) => !timer._destroyed && timer.hasRef?.() && typeof timer._onTimeout === "function");
    for (const { _idleTimeout, _repeat, _onTimeout } of timers) {
      const place = inspector.placeOf(_onTimeout) ?? `function ${_onTimeout.name || "without a name"}`;
      told.push(`timer ${_repeat ? "each" : "of"} ${_idleTimeout} ms, ${place}`);
    }
    const others = process.getActiveResourcesInfo().filter((type) => !TOLD.has(type));
    return [...told, ...new Set(others)];
  } finally {
    inspector.close();
  }
}
