export { type HandOverListenerOptions, handOverListener } from "./hand-over-listener.js";
export { after, digestOf, isServed, judge, type KnownUser, NOBODY, type Verdict } from "./known-user.js";
export { type UserBook, userBook } from "./user-book.js";
