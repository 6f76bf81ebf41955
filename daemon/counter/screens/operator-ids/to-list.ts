/** Where the focus goes when what had it is gone. */
export const toList = (): void => document.querySelector<HTMLElement>("[data-name=operators] table")?.focus();
