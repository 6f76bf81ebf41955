export { type Canary, type Finding, octetCanary, scanOctets, textCanary } from "./canary.js";
export { scanFolder, scanProcess, undeclared } from "./scan.js";
