import type { StopMark } from "../store/repositories.js";

export type StopListener = (stop: StopMark) => void;

/** Tells the running parts of this daemon that a card was stopped just now; the gates read the store and need no telling. */
export interface StopNews {
  tell(stop: StopMark): void;
  /** Called for each stop until the returned function is called. */
  onStop(listener: StopListener): () => void;
}

export function stopNews(): StopNews {
  const listeners = new Set<StopListener>();
  return {
    tell: (stop) => {
      for (const listener of listeners) listener(stop);
    },
    onStop: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
