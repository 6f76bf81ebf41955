import { accessPart } from "../access/access-part.js";
import { regionPart } from "../region/part.js";
import type { PartFactory } from "./part.js";

/** Every part of the daemon, in order of start. A new part adds its factory here and nothing else. */
export const parts: readonly PartFactory[] = [regionPart, accessPart];
