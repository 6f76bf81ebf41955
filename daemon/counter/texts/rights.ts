/** What rights and roles are called: the contract's own words, which the daemon's reference has too. */
export { type Right, type Role, rightNames, rights, rightsOf, roleNames, roles } from "../../api/contract/rights.js";
