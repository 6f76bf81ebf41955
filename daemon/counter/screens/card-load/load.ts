import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { forgetListing, listing } from "../../state/listing.js";
import { lookUpHolder, user } from "../../state/person.js";
import { card } from "../../state/readers.js";
import { refreshResume, resume } from "../../state/resume.js";
import { may } from "../../state/session.js";
import { onCard } from "../../state/work.js";
import { call } from "../../wire/index.js";

export type Loaded = ResultOf<"cardApps.load">;
export type StageName = "application" | "area" | "load" | "done";

/** Where the load under way stands. */
export const stage = signal<StageName | undefined>();

/** An application for this service that was recorded already and waits. */
export const applied = (serviceId: string) =>
  resume.value?.items.find(
    (item) =>
      item.kind === "application" &&
      item.next === "load" &&
      item.serviceId === serviceId &&
      item.userId === user.value?.userId,
  );

/** True when the area has to be set first, and may be. */
export const areaFirst = (): boolean => listing.value !== undefined && !listing.value.area && may("card.area");

/**
 * A load in one act of the operator: the application is recorded unless it was, the area set where it is not, then loaded and registered:
 * both or neither (R-USE-02, R-USE-03). Gives undefined when something was refused, which is shown.
 */
export async function load(serviceId: string): Promise<Loaded | undefined> {
  const { id: readerId, cardId } = card.value ?? {};
  const userId = user.value?.userId;
  if (readerId === undefined || userId === undefined) return undefined;
  const loaded = await onCard("cardApps.load", async () => {
    stage.value = "application";
    const before = applied(serviceId)?.id;
    const applicationId =
      before ?? (await call("applications.record", { userId, serviceId, kind: "load" })).applicationId;
    if (areaFirst()) {
      stage.value = "area";
      await call("area.set", { readerId, ...(cardId !== undefined && { cardId }) });
    }
    stage.value = "load";
    return call("cardApps.load", { readerId, applicationId });
  });
  if (loaded) stage.value = "done";
  // Whatever came of it, what was read of the card before does not hold any more.
  forgetListing();
  void lookUpHolder();
  void refreshResume();
  return loaded;
}
