import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { systemClock } from "#card/ports/clock.js";
import type { DaemonPorts } from "../main/ports.js";

type Ports = Pick<DaemonPorts, "clock" | "store" | "failures" | "statusSources">;

/** A CS that answers at once that nothing has changed must not be asked without a pause. */
const BREATH_MS = 200;

/** Takes what the CS tells next. Gives how many changes that was. Throws what `CsClient.changes` throws; nothing is taken then. */
async function takeNext({ clock, store, statusSources }: Ports, waitMs: number, signal: AbortSignal): Promise<number> {
  const after = await store.csFeed.position();
  const changes = await statusSources.changes(after, waitMs, signal);
  for (const { asOf: moment, ...change } of changes) {
    // The CS's clock may be ahead of ours: a state of the future would stay young for ever.
    const asOf = Math.min(Date.parse(moment), clock.now());
    // Change by change, each with its place in the feed: a daemon that is killed between two goes on with the second.
    await statusSources.book.take([{ ...change, asOf }], "push", ({ csFeed }) => csFeed.advance(change.sequence));
  }
  return changes.length;
}

/**
 * Follows the CS's feed of changes, on a session that the daemon opens (R-SYS-07), until the returned function is called. When the feed
 * fails, and when it is back, is on record once each; questions for single cards go on beside it whatever becomes of it.
 */
export function followFeed(ports: Ports): () => Promise<void> {
  const { clock, failures, statusSources } = ports;
  const { push, book } = statusSources;
  if (push === undefined) return async () => {};
  const end = new AbortController();
  const { signal } = end;
  const follow = async () => {
    let failing: string | undefined = "none yet";
    while (!signal.aborted) {
      try {
        // The first question is only whether the feed is there.
        const taken = await takeNext(ports, failing === undefined ? push.waitMs : 0, signal);
        if (failing !== undefined) await book.record("cs.feed-up", "ok");
        else if (taken === 0) await systemClock.sleep(BREATH_MS, signal);
        failing = undefined;
      } catch (error) {
        if (signal.aborted) return;
        const code = isMadoguchiError(error) ? error.code : "api.internal";
        // Once for each kind of failure: a CS that is down for days must not fill the logs.
        if (code !== failing) {
          failures.error("cs.feed", error);
          await book.record("cs.feed-down", "failed", { code });
        }
        failing = code;
        await clock.sleep(push.retryMs, signal);
      }
    }
  };
  const following = follow().catch((error) => {
    if (!signal.aborted) failures.error("cs.feed", error);
  });
  return async () => {
    end.abort();
    await following;
  };
}
