import { Meter } from "../../kit/index.js";
import type { Listing } from "../../state/listing.js";
import { cardTexts } from "../../texts/card.js";
import { figure, say } from "../../texts/index.js";

/** The card's memory as a bar, with what would come onto it. */
export function MemoryOf({ memory, coming }: { readonly memory: Listing["memory"]; readonly coming?: number }) {
  const { free, quota, used } = memory;
  const now = say(cardTexts.memoryFigure, { free: figure(free), quota: figure(quota) });
  const then = coming ? ` → ${say(cardTexts.memoryAfter, { free: figure(Math.max(0, free - coming)) })}` : "";
  return <Meter label={`${now}${then}`} used={used} coming={coming} total={quota} />;
}
