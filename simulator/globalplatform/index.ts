export * from "../content-management/application-runtime.js";
export type { ChannelSetup } from "./domain-channel.js";
export { AREA_PRIVILEGES, GlobalPlatform, ISSUER_PRIVILEGES } from "./global-platform.js";
export type { GlobalPlatformSetup, RegionalDomainSetup, SecurityDomainSetup, TenantSetup } from "./setup.js";
