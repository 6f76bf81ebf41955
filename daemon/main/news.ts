export type NewsListener<T> = (news: T) => void;

/** What one part of the running daemon tells the others; nothing that the store does not have. */
export interface News<T> {
  tell(news: T): void;
  /** Called for each of them until the returned function is called. */
  on(listener: NewsListener<T>): () => void;
}

export function newsOf<T>(): News<T> {
  const listeners = new Set<NewsListener<T>>();
  return {
    tell: (news) => {
      for (const listener of listeners) listener(news);
    },
    on: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
