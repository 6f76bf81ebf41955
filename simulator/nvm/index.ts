export { FlatNvm } from "./flat-nvm.js";
export { formatImage, type NvmSize } from "./image-layout.js";
export { NvmDevice } from "./nvm-device.js";
export { nvmErrors } from "./nvm-errors.js";
export type { NvmStore, NvmWrite } from "./nvm-store.js";
export { PowerLoss } from "./power-loss.js";
