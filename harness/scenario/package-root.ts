import { fileURLToPath } from "node:url";

/** Folder of the package, with a slash at its end: data files (scenarios, requirement ids) stand beside `dist/`, not inside it. */
export const packageRoot: string = fileURLToPath(new URL("../../../", import.meta.url));
