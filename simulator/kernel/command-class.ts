/** What the class octet says before any application sees the command (ISO/IEC 7816-4, 5.4.1; GlobalPlatform 2.3.1, 11.1.4). */
export type CommandClass = "basic-channel" | "other-channel" | "invalid";

/**
 * This card has the basic channel only, although its ATR may announce more (card-facts 1.7: 6881).
 * Bits 1-2 name the channel in 00-1F and 80-9F, bits 1-4 (plus 4) in 40-7F and C0-FE; 20-3F and FF are not for use.
 */
export function classOf(cla: number): CommandClass {
  if (cla === 0xff || (cla & 0xe0) === 0x20) return "invalid";
  if ((cla & 0x40) !== 0) return "other-channel";
  return (cla & 0x03) === 0 ? "basic-channel" : "other-channel";
}
