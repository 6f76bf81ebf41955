import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import type { FileApplication } from "./file-application.js";
import type { SecretEf } from "./file-spec.js";

/** The longest secret that VERIFY takes: more octets can be none of this card's, and cost no try. */
const LONGEST_SECRET = 16;

/**
 * `00 20 00`: compares, or with no data tells the tries left. The query never opens, never costs a try, and answers 63C0 for a
 * blocked secret, because OpenSC takes 6984 there for an unsupported card (card-facts 2.1); VERIFY itself then answers 6984.
 * An Le is passed over: some clients send one with every command.
 */
export function verify(command: CommandApdu, application: FileApplication): Uint8Array {
  if (command.p1 !== 0x00) return status(SW.WRONG_P1P2);
  const file = application.referenced(command.p2);
  if (typeof file === "number") return status(file);
  if (file.kind !== "secret") return status(SW.STRUCTURE_MISMATCH);
  if (command.data.length > LONGEST_SECRET) return status(SW.WRONG_LENGTH);
  const left = application.memory.triesLeft(file);
  if (command.data.length === 0) return status(refusal(left));
  if (left === 0) return status(SW.REFERENCE_DATA_UNUSABLE);
  const matched = application.memory.verify(file, command.data);
  application.setOpen(file.id, matched);
  return status(matched ? SW.OK : refusal(application.memory.triesLeft(file)));
}

/** 63Cx, or 6300 for a secret without limit. */
function refusal(triesLeft: number | undefined): number {
  return triesLeft === undefined ? SW.WARNING_NVM_CHANGED : SW.TRIES_LEFT | triesLeft;
}

/** `00 24 01` or `80 32 00`: replaces a secret that has been verified. Its tries become full, its right stays. */
export function changeSecret(command: CommandApdu, application: FileApplication, by: SecretEf["change"]): Uint8Array {
  if (command.p1 !== (by === "reference-data" ? 0x01 : 0x00)) return status(SW.WRONG_P1P2);
  const file = application.referenced(command.p2);
  if (typeof file === "number") return status(file);
  if (file.kind !== "secret") return status(SW.STRUCTURE_MISMATCH);
  if (file.change !== by) return status(SW.CONDITIONS);
  if (!application.isOpen(file.id)) return status(SW.SECURITY_STATUS);
  const { data } = command;
  const { minLength, maxLength, pattern } = file.format;
  if (data.length < minLength || data.length > maxLength) return status(SW.WRONG_LENGTH);
  if (!pattern.test(String.fromCharCode(...data))) return status(SW.WRONG_DATA);
  application.memory.change(file, data);
  return status(SW.OK);
}
