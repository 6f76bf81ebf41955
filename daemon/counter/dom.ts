type Child = Node | string | undefined | false;

/** What an element gets: `on…` are listeners, `true` is a bare attribute, `false` and `undefined` leave it out. */
type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** Makes an element. Texts become text nodes, never markup: nothing a card or a person says is read as HTML. */
export function h(tag: string, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/**
 * Remembers where the operator is on a page that is about to be drawn anew; the function it gives puts focus and typed
 * texts back. Fields and buttons are known by their `name`. A password is never carried over.
 */
export function holdPlace(root: HTMLElement): () => void {
  const focused = document.activeElement?.getAttribute("name");
  const typed = new Map<string, string>();
  for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
    if (field.type !== "password") typed.set(field.name, field.value);
  }
  return () => {
    for (const field of root.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")) {
      field.value = typed.get(field.name) ?? field.value;
    }
    const target = focused && root.querySelector<HTMLElement>(`[name="${CSS.escape(focused)}"]`);
    (target || root.querySelector<HTMLElement>("[autofocus]"))?.focus();
  };
}
