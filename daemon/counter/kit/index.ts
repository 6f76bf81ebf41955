/** The pieces that screens are made of. */
export { Button, type ButtonProps } from "./button.js";
export { Choice, type ChoiceProps, type Option } from "./choice.js";
export { Dialog, type DialogProps } from "./dialog.js";
export { Check, type CheckProps, Field, type FieldProps, Select, type SelectProps } from "./field.js";
export { useStartOfWork } from "./focus.js";
export { type Key, keyLabel, keys, useKeys, watchKeys } from "./keys.js";
export { Facts, Panel, type PanelProps } from "./panel.js";
export { ProblemBox } from "./problem-box.js";
export { Meter, Progress } from "./progress.js";
export { StatusBadge, type Tone } from "./status-badge.js";
export { type Stage, Stepper } from "./stepper.js";
export { type Column, Table, type TableProps } from "./table.js";
