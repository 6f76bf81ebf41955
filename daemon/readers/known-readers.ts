import { errorFamily } from "#card/errors/madoguchi-error.js";
import type { ReaderBackend, ReaderInfo } from "#card/reader/reader-port.js";

export const knownReaderErrors = errorFamily("known-reader", {
  unknown: {
    en: {
      cause: "this reader is not on the list of known readers, and is not used",
      remedy: "Unplug it; or, if it belongs here, have it added to known.readers in the daemon's configuration.",
    },
    ja: {
      cause: "登録されていないリーダのため使用できません",
      remedy: "取り外してください。正規のリーダであれば、設定の known.readers に追加してください。",
    },
  },
});

/**
 * The readers that are on the list, each by a part of its name; all others are as if they were not there: not listed, not used. `refused` is
 * told of each of them when it is attached, and of those that are there at the start (R-OPS-07).
 */
export function knownReaders(
  readers: ReaderBackend,
  list: readonly string[],
  refused: (reader: ReaderInfo) => void,
): ReaderBackend {
  if (list.length === 0) return readers;
  const isKnown = ({ name }: ReaderInfo) => list.some((part) => name.includes(part));
  let unwatch = () => {};
  return {
    kind: readers.kind,
    get service() {
      return readers.service;
    },
    start: async () => {
      await readers.start();
      for (const reader of readers.readers()) if (!isKnown(reader)) refused(reader);
      unwatch = readers.subscribe((event) => {
        if (event.type === "reader-attached" && !isKnown(event.reader)) refused(event.reader);
      });
    },
    stop: () => {
      unwatch();
      return readers.stop();
    },
    readers: () => readers.readers().filter(isKnown),
    subscribe: (listener) =>
      readers.subscribe((event) => {
        if (event.type === "service" || isKnown(event.reader)) listener(event);
      }),
    withCard: async (readerId, options, use) => {
      const reader = readers.readers().find(({ id }) => id === readerId);
      if (reader !== undefined && !isKnown(reader)) throw knownReaderErrors.error("unknown", { reader: readerId });
      return readers.withCard(readerId, options, use);
    },
  };
}
