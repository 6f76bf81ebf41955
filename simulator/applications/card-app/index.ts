export { RegionalCardApp } from "./card-app.js";
export { cardAppFactory } from "./factory.js";
export { type InstanceHost, InstanceMemory } from "./instance-memory.js";
export { personalise } from "./personalise.js";
