import type { ComponentChildren } from "preact";

export interface Option<T extends string> {
  readonly value: T;
  readonly title: ComponentChildren;
  readonly detail?: ComponentChildren;
  readonly waits?: boolean;
}

export interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly Option<T>[];
  readonly onValue: (value: T) => void;
  readonly autofocus?: boolean;
}

/** One of a few, each on a card of its own; the arrow keys go from one to the next. */
export function Choice<T extends string>({ name, label, value, options, onValue, autofocus }: ChoiceProps<T>) {
  const entry = value ?? options.find(({ waits }) => !waits)?.value;
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} class={option.waits ? "waits" : ""}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.waits}
            data-autofocus={autofocus && option.value === entry}
            onChange={() => onValue(option.value)}
          />
          <span class="title">{option.title}</span>
          {option.detail !== undefined && <span class="detail">{option.detail}</span>}
        </label>
      ))}
    </fieldset>
  );
}
