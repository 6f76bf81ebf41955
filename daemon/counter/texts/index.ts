/** Every text of the page: one catalogue, a file for each part. */
export { day, figure, type Language, language, moment, retuned, say } from "./language.js";
export { type Wording, words } from "./words.js";
