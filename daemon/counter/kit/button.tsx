import type { ComponentChildren } from "preact";

export interface ButtonProps {
  /** The command: what tests and tuning know the button by, whatever is written on it (R-TUNE-07). */
  readonly name: string;
  readonly kind?: "primary" | "plain" | "danger" | "quiet";
  readonly type?: "button" | "submit";
  /** Not to be pressed now. The button keeps the focus of whoever works by keyboard, so it is never `disabled`. */
  readonly waits?: boolean;
  readonly onPress?: () => void;
  readonly label?: string;
  readonly lang?: string;
  readonly pressed?: boolean;
  readonly autofocus?: boolean;
  readonly children: ComponentChildren;
}

export function Button({ name, kind = "plain", type = "button", waits = false, onPress, ...rest }: ButtonProps) {
  const { children, label, lang, pressed, autofocus } = rest;
  return (
    <button
      type={type}
      name={name}
      class={`button ${kind}`}
      aria-disabled={waits ? "true" : undefined}
      aria-label={label}
      aria-pressed={pressed}
      lang={lang}
      data-autofocus={autofocus}
      onClick={(event) => {
        if (waits) event.preventDefault();
        else onPress?.();
      }}
    >
      {children}
    </button>
  );
}
