import { signal } from "@preact/signals";
import type { ResultOf } from "#daemon/api/contract/index.js";

export type Service = ResultOf<"services.list">["services"][number];

/** The services of the session's municipality. */
export const services = signal<readonly Service[]>([]);

export const serviceOf = (id: string): Service | undefined => services.value.find((service) => service.id === id);
