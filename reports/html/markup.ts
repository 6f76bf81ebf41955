import type { Bilingual } from "#harness/evidence/types.js";

/** Text that is HTML already. Only `html` makes it, so that nothing reaches a page unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML and HTML forbid, and the marks that turn the direction of text around, made visible. */
function visible(text: string): string {
  let safe = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const control = (code < 0x20 && code !== 0x09 && code !== 0x0a) || (code >= 0x7f && code <= 0x9f);
    const bidi = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    const broken = (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff;
    safe += control || bidi || broken ? `\\u{${code.toString(16).toUpperCase()}}` : character;
  }
  return safe;
}

/** Text for element content and for attribute values in quotes, of HTML and XML alike. */
export function escapeMarkup(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

type Part = Markup | string | number | undefined | readonly Part[];

function render(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(render).join("");
  return escapeMarkup(String(part));
}

/** HTML from a template: every value is escaped unless it is `Markup`; lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...parts.map(render)));
}

/** A text in both languages, of which the page shows one. */
export function said({ ja, en }: Bilingual): Markup {
  if (ja === en) return html`${ja}`;
  return html`<span class="ja" lang="ja">${ja}</span><span class="en" lang="en">${en}</span>`;
}

/** Shorthand for a fixed text of the page. */
export function text(ja: string, en: string): Markup {
  return said({ ja, en });
}
