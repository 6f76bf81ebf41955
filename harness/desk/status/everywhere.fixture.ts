import { pinChannels } from "#daemon/pin/effective-limit.js";
import type { Service } from "#daemon/services/service.js";
import { CERTIFICATES } from "../pin/window.fixture.js";

/** One service that is given at every channel there is: counter, kiosk, machine, library, own system. */
export const EVERYWHERE: Service = { ...CERTIFICATES, system: { ...CERTIFICATES.system, channels: pinChannels } };
