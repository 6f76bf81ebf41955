/** How far something is; without `of` it only says that it goes on. */
export function Progress(props: {
  readonly label: string;
  readonly done?: number | undefined;
  readonly of?: number | undefined;
}) {
  const { label, done, of } = props;
  return (
    <div class="progress">
      <span class="progress-label">{label}</span>
      <progress aria-label={label} value={of ? done : undefined} max={of || 1} />
    </div>
  );
}

/** Parts of a whole as one bar: used, to come, free. The words beside it say the same. */
export function Meter(props: {
  readonly label: string;
  readonly used: number;
  readonly coming?: number | undefined;
  readonly total: number;
}) {
  const { label, used, coming = 0, total } = props;
  const width = (part: number) => `${total > 0 ? Math.min(100, (100 * part) / total) : 0}%`;
  return (
    <div class="meter">
      {/* biome-ignore lint/a11y/useSemanticElements: two amounts lie on one bar, which <meter> cannot draw. */}
      <div
        class="meter-bar"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={used}
        aria-valuetext={label}
      >
        <span class="used" style={{ width: width(used) }} />
        <span
          class={used + coming > total ? "coming over" : "coming"}
          style={{ width: width(Math.min(coming, total - used)) }}
        />
      </div>
      <span class="meter-label">{label}</span>
    </div>
  );
}
