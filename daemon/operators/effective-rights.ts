import { type Right, rightsOf } from "../api/contract/index.js";
import type { OperatorRecord } from "../store/records.js";

/** What an operator may do at this moment: the rights of the roles without those that were withdrawn from this one (R-OPR-09). */
export function effectiveRights({ roles, withdrawn }: Pick<OperatorRecord, "roles" | "withdrawn">): readonly Right[] {
  return rightsOf(roles).filter((right) => !withdrawn.includes(right));
}
