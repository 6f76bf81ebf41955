import type { ComponentChildren } from "preact";

export type Tone = "good" | "warn" | "bad" | "soft";

const GLYPH: Readonly<Record<Tone, string>> = { good: "✓", warn: "!", bad: "×", soft: "–" };

/** A state in a word: by sign as well as by colour, for those who see no colours. */
export function StatusBadge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <span class={`badge ${tone}`}>
      <span class="glyph" aria-hidden="true">
        {GLYPH[tone]}
      </span>
      {children}
    </span>
  );
}
