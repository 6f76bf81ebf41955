/**
 * Entry of the reader host: a child process that owns the PC/SC library, so that a call that never returns, a crash of native
 * code or a blocked thread pool costs this process and not the daemon. Started by `HostProcess`, never by hand.
 */
import type { HostMessage, HostRequest } from "./host-protocol.js";
import { loadPcsclite } from "./pcsclite.js";
import { ReaderHost } from "./reader-host.js";

/** A terminal sends Ctrl-C to the whole group; the daemon decides when its host ends. */
process.on("SIGINT", () => {});
/** The daemon is gone, however it went: nobody may keep its cards. */
process.on("disconnect", () => process.exit(0));

const send = (message: HostMessage): void => {
  if (!process.connected) return;
  if (message.type === "lost") process.send?.(message, () => process.exit(0));
  else process.send?.(message);
};

const host = new ReaderHost(send);
process.on("message", (request) => host.handle(request as HostRequest));

const pcsc = loadPcsclite();
if ("missing" in pcsc) send({ type: "lost", reason: pcsc.missing });
else host.start(pcsc);
