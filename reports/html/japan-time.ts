/** Japan is nine hours ahead of UTC, without daylight saving time. */
const JST_MS = 9 * 3_600_000;

/** A moment (ISO 8601) as a clock on a Japanese wall shows it; a text that is no moment stays as it is. */
export function japanTime(moment: string): string {
  const time = Date.parse(moment);
  if (Number.isNaN(time)) return moment;
  return `${new Date(time + JST_MS).toISOString().slice(0, 19).replace("T", " ")} JST`;
}
