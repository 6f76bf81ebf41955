import { writeFileSync } from "node:fs";
import { errorsPage, errorsPageFile } from "./errors-page.js";

writeFileSync(errorsPageFile, await errorsPage());
