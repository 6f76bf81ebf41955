import { type Canary, octetCanary, scanFolder, scanOctets, textCanary, undeclared } from "../../canary/index.js";
import type { Town } from "../town.js";

/** Where the first key-encryption key lives until another is named. */
const DECLARED = { "key-encryption key": [/^development\.kek$/] };

/** The secrets that a town's load works with: whatever is written while it does, none of them may be in it (R-LOG-06, R-PRIV-07, R-AREA-11). */
function canariesOf(town: Town, operators: readonly string[]): readonly Canary[] {
  const { secrets } = town;
  return [
    octetCanary("area master", secrets.areaMaster("own")),
    octetCanary("service master", secrets.serviceMaster("library")),
    octetCanary("secret of card references", secrets.cardRefKey("library")),
    ...town.keks().map((kek) => octetCanary("key-encryption key", kek)),
    ...operators.map((operator) => textCanary("password", secrets.password(operator))),
  ];
}

/** Looks through all that the daemon's lives left on disk, and what the last of them printed. A problem for each secret that is there. */
export function findLeaks(town: Town, operators: readonly string[], said: string): readonly string[] {
  const canaries = canariesOf(town, operators);
  const resident = textCanary("resident", town.seats[0]!.residentId);
  // Residents are in the store: a scan that does not find them would find nothing.
  const seen = scanFolder(town.data, [resident]).length > 0 ? [] : ["the scan for secrets finds nothing at all"];
  const found = [
    ...undeclared(scanFolder(town.data, canaries), DECLARED),
    ...scanOctets(Buffer.from(said), "what it printed", canaries),
  ];
  return [...seen, ...found.map(({ canary, where, encoding }) => `${canary} is in ${where}, as ${encoding}`)];
}
