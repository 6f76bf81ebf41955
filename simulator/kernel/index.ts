export type { ApplicationDirectory, ApplicationSource, CardApplication } from "./application.js";
export { CardDirectory, fixedApplications } from "./card-directory.js";
export { answerGetData, ISSUER_TAG, type IssuerData } from "./issuer-data.js";
export { type CardObserver, Kernel, type KernelParts } from "./kernel.js";
export { EMPTY_ANSWER, type VirtualCard } from "./virtual-card.js";
