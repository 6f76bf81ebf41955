export { profileErrors } from "./errors.js";
export { type CardProfile, type ProfileOf, profileDigest, profileFile } from "./profile.js";
export { findProfile, parseProfile, profileNames, profileText } from "./read-profile.js";
export { type ProfileWarning, profileWarnings } from "./warnings.js";
