import type { ReaderBackend, ReaderEvent } from "#card/reader/reader-port.js";

/** All events of a backend from one moment on, and a way to wait for one that is still to come. */
export class EventLog {
  readonly events: ReaderEvent[] = [];
  readonly end: () => void;
  readonly #waiting = new Set<() => void>();

  constructor(backend: ReaderBackend) {
    this.end = backend.subscribe((event) => {
      this.events.push(event);
      for (const look of [...this.#waiting]) look();
    });
  }

  /** Short forms in order of arrival, e.g. `card-inserted 1`; events of other readers are left out. */
  of(readerId: string): string[] {
    return this.events.flatMap((event) => {
      if (event.type === "service") return [`service ${event.state}`];
      return event.reader.id === readerId ? [`${event.type} ${event.reader.insertion}`] : [];
    });
  }

  /** Forgets what was logged so far. */
  clear(): void {
    this.events.length = 0;
  }

  /** Resolves with the first logged event that `wanted` accepts, now or when it comes. */
  until(wanted: (event: ReaderEvent) => boolean): Promise<ReaderEvent> {
    return new Promise((resolve) => {
      const look = () => {
        const event = this.events.find(wanted);
        if (event === undefined) return;
        this.#waiting.delete(look);
        resolve(event);
      };
      this.#waiting.add(look);
      look();
    });
  }

  untilCard(type: "card-inserted" | "card-removed", readerId: string): Promise<ReaderEvent> {
    return this.until((event) => event.type === type && event.reader.id === readerId);
  }

  untilService(state: "up" | "down"): Promise<ReaderEvent> {
    return this.until((event) => event.type === "service" && event.state === state);
  }
}
