import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface PanelProps {
  readonly title: string;
  readonly name?: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One thing on the desk, under its own title. */
export function Panel({ title, name, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id} data-name={name}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Names and values; what is undefined is left out. */
export function Facts({ of }: { readonly of: readonly (readonly [string, ComponentChildren | undefined])[] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
