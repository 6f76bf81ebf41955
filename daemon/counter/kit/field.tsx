import { type ComponentChildren, createContext } from "preact";
import { useContext, useId } from "preact/hooks";

interface FrameProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: ComponentChildren;
}

const FieldIds = createContext<{ readonly id: string; readonly described: string | undefined }>({
  id: "",
  described: undefined,
});

/** Label, control, hint and error, tied together for those who hear the page. */
function Frame({ label, hint, error, children }: FrameProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <FieldIds.Provider value={{ id, described: note === undefined ? undefined : `${id}-note` }}>
      <div class={`field ${error === undefined ? "" : "wrong"}`}>
        <label for={id}>{label}</label>
        {children}
        {note !== undefined && (
          <p id={`${id}-note`} class="note">
            {note}
          </p>
        )}
      </div>
    </FieldIds.Provider>
  );
}

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Told of what stands in the field; not while an input method still composes it. */
  readonly onValue: (value: string) => void;
  readonly type?: "text" | "password" | "search" | "date" | "number";
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly autocomplete?: string;
  readonly inputMode?: "numeric" | "text";
  readonly maxLength?: number;
  readonly placeholder?: string;
}

function Input({
  name,
  value,
  onValue,
  type = "text",
  required,
  autofocus,
  autocomplete = "off",
  ...rest
}: FieldProps) {
  const { id, described } = useContext(FieldIds);
  return (
    <input
      id={id}
      name={name}
      // A field of a date or a number would be another element to the types; to the browser it is this one.
      type={type as "text"}
      value={value}
      required={required}
      autocomplete={autocomplete}
      spellcheck={false}
      data-autofocus={autofocus}
      inputMode={rest.inputMode}
      maxLength={rest.maxLength}
      placeholder={rest.placeholder}
      aria-describedby={described}
      aria-invalid={rest.error === undefined ? undefined : "true"}
      onInput={(event) => {
        // While kana are being turned into kanji the field is not what the operator means yet.
        if (!event.isComposing) onValue(event.currentTarget.value);
      }}
      onCompositionEnd={(event) => onValue(event.currentTarget.value)}
      onKeyDown={(event) => {
        // The Enter that takes a candidate of the input method must not send the form.
        if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.preventDefault();
      }}
    />
  );
}

/** A field of one line, safe for Japanese input methods. */
export function Field(props: FieldProps) {
  return (
    <Frame label={props.label} hint={props.hint} error={props.error}>
      <Input {...props} />
    </Frame>
  );
}

export interface SelectProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly text: string }[];
  readonly onValue: (value: T) => void;
  readonly hint?: string;
  /** Only those who hear the page are told the label; what stands around says it to the others. */
  readonly bare?: boolean;
}

export function Select<T extends string>({ name, label, value, options, onValue, hint, bare }: SelectProps<T>) {
  const choices = (
    <>
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.text}
        </option>
      ))}
    </>
  );
  if (bare) {
    return (
      <select name={name} aria-label={label} onChange={(event) => onValue(event.currentTarget.value as T)}>
        {choices}
      </select>
    );
  }
  return (
    <Frame label={label} hint={hint}>
      <Choices name={name} onValue={onValue as (value: string) => void}>
        {choices}
      </Choices>
    </Frame>
  );
}

function Choices(props: { name: string; onValue: (value: string) => void; children: ComponentChildren }) {
  const { id, described } = useContext(FieldIds);
  return (
    <select
      id={id}
      name={props.name}
      aria-describedby={described}
      onChange={(event) => props.onValue(event.currentTarget.value)}
    >
      {props.children}
    </select>
  );
}

export interface CheckProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onValue: (checked: boolean) => void;
}

export function Check({ name, label, checked, onValue }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" name={name} checked={checked} onChange={(event) => onValue(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
