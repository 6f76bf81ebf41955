import type { MethodName, NotificationName, NotificationOf, ParamsOf, ResultOf } from "#daemon/api/contract/index.js";
import { Wire } from "./wire.js";

export { connectionLost, WireError } from "./wire-error.js";

let wire: Wire | undefined;
/** Whoever wants to hear something before there is a connection. */
const early: ((wire: Wire) => void)[] = [];

/** Connects to the daemon that served this page. `onState` hears of each connection that stands or is lost. */
export function connect(onState: (state: "open" | "lost") => void): void {
  wire = new Wire(`wss://${location.host}/ws`, onState);
  for (const listen of early) listen(wire);
  wire.connect();
}

/** Calls a method of the daemon. Rejects with `WireError`. */
export function call<M extends MethodName>(method: M, params: ParamsOf<M>): Promise<ResultOf<M>> {
  return wire!.call(method, params);
}

/** Hears a notification for as long as the page lives. */
export function onNotice<N extends NotificationName>(name: N, listener: (params: NotificationOf<N>) => void): void {
  if (wire) wire.on(name, listener);
  else early.push((made) => void made.on(name, listener));
}
