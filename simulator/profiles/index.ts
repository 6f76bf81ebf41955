export { profileErrors } from "./errors.js";
export { type CardProfile, type ProfileOf, profileDigest, profileFile } from "./profile.js";
export { findProfile, parseProfile, profileNames } from "./read-profile.js";
