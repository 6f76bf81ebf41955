import type { Handlers } from "../api/call.js";
import type { ServiceIdPasswords } from "./service-id-passwords.js";

/** Service-use IDs (サービス利用ID) of residents: the card-less way in, of which a business system asks (R-NET-02, A-35). */
export function serviceIdHandlers(passwords: ServiceIdPasswords): Handlers {
  return {
    "serviceIds.setPassword": async ({ id, password }, call) => {
      const residentId = await passwords.set(call.session.municipality, id, password);
      call.target(residentId);
      return {};
    },
    "serviceIds.login": async ({ id, password }, call) => {
      const known = await passwords.login(call.session.municipality, id, password, (refusal) => {
        call.facts({ refusal });
        // Who types a password into the field of the ID must not find it in the log.
        if (refusal !== "unknown") call.target(id);
      });
      call.target(known.residentId);
      return { state: "active" };
    },
  };
}
