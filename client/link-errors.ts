import type { ErrorFamily } from "#card/errors/madoguchi-error.js";
import type { ChannelErrors } from "./rpc-channel.js";

/** The codes that a family must have for a connection to word its failures with. */
export type LinkErrors = Pick<
  ErrorFamily<"unreachable" | "too-old" | "too-new" | "lost" | "deadline" | "bad-answer" | "closed">,
  "error"
>;

export const linkErrorsOf = (family: LinkErrors): ChannelErrors => ({
  lost: () => family.error("lost"),
  deadline: (facts) => family.error("deadline", { ...facts }),
  badAnswer: (facts) => family.error("bad-answer", { ...facts }),
});
