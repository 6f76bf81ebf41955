import { type Counter, SIZES } from "./counter.fixture.js";

/** A card on the reader whose holder is registered with it, with a service loaded if one is named. Gives the user's id. */
export async function registered(counter: Counter, card: string, serviceId?: string): Promise<string> {
  const { world } = counter;
  await counter.importResidents();
  await world.insert(card);
  return counter.as("senior", async (ask) => {
    const reader = (await ask("readers.list", {})).readers.find(({ state }) => state === "ready")!;
    const at = { readerId: reader.id, cardId: reader.cardId! };
    const { userId } = await ask("users.register", { ...at, residentId: world.residentId(card) });
    if (serviceId !== undefined) {
      const { applicationId } = await ask("applications.record", { userId, serviceId, kind: "load" });
      const { area } = await ask("cardApps.list", { readerId: at.readerId });
      if (!area) await ask("area.set", at);
      await ask("cardApps.load", { readerId: at.readerId, applicationId });
    }
    return userId;
  });
}

/** Looks at the screen in both sizes and by axe; gives what is wrong with it. */
export async function wrongWith(counter: Counter, name: string): Promise<string[]> {
  const { page } = counter;
  await page.setViewportSize(SIZES.small);
  await counter.shot(`${name}-small`);
  await page.setViewportSize(SIZES.wide);
  await counter.shot(name);
  return [...(await counter.accessibility()), ...(await counter.englishLeftOver())];
}
