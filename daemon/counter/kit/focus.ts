import { useEffect } from "preact/hooks";

/** Puts the focus where work begins: on what is marked for it, else on the title, so that it is read out. Again when `when` changes. */
export function useStartOfWork(when: unknown): void {
  useEffect(() => {
    const work = document.getElementById("work");
    const start = work?.querySelector<HTMLElement>("[data-autofocus]") ?? work?.querySelector<HTMLElement>("h1");
    start?.focus();
  }, [when]);
}
