export interface Stage {
  readonly name: string;
  readonly text: string;
  readonly state: "done" | "now" | "to-do" | "failed";
}

/** Where a guided flow stands. */
export function Stepper({ label, stages }: { readonly label: string; readonly stages: readonly Stage[] }) {
  return (
    <ol class="stepper" aria-label={label}>
      {stages.map(({ name, text, state }) => (
        <li key={name} class={state} aria-current={state === "now" ? "step" : undefined}>
          {text}
        </li>
      ))}
    </ol>
  );
}
