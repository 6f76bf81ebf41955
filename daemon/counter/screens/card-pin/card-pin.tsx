import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button, Check, Choice, Field, type Option, Panel } from "../../kit/index.js";
import { forgetListing, list, listing } from "../../state/listing.js";
import { tell } from "../../state/notice.js";
import { card, insertion } from "../../state/readers.js";
import { may } from "../../state/session.js";
import { busy, onCard } from "../../state/work.js";
import { cardTexts } from "../../texts/card.js";
import { workTexts } from "../../texts/card-work.js";
import { say } from "../../texts/index.js";
import { pinTexts } from "../../texts/pin.js";
import { call } from "../../wire/index.js";
import { type Application, applicationName } from "../card-list/applications-table.js";

const optionOf = (application: Application): Option<string> => ({
  value: application.serviceId!,
  title: applicationName(application),
  detail: say(
    application.state === "locked"
      ? pinTexts.locked
      : application.state === "personalised"
        ? pinTexts.inUse
        : pinTexts.toSet,
  ),
  waits: application.state === "loading",
});

/** 暗証番号設定: the holder enters it twice; on a locked application that lifts the lock, after an identity check (R-PIN-06, A-14). */
export default function CardPin() {
  const wanted = useSignal<string | undefined>(undefined);
  const pin = useSignal("");
  const again = useSignal("");
  const identity = useSignal(false);
  const differs = useSignal(false);
  const clear = () => {
    pin.value = again.value = "";
    identity.value = differs.value = false;
  };
  useEffect(() => {
    clear();
    if (insertion.value !== undefined && !listing.peek()) void list();
  }, [insertion.value]);
  if (insertion.value === undefined) return <p class="hint">{say(workTexts.needsCard)}</p>;
  if (!listing.value) return <p class="hint">{say(cardTexts.working)}</p>;
  const own = listing.value.applications.filter(({ owner, serviceId }) => owner === "own" && serviceId !== undefined);
  if (own.length === 0) return <p class="said">{say(pinTexts.none)}</p>;
  // A locked one is what the holder has come for.
  const first = own.find(({ state }) => state === "locked") ?? (own.length === 1 ? own[0] : undefined);
  const chosen = own.find(({ serviceId }) => serviceId === wanted.value) ?? first;
  const locked = chosen?.state === "locked";
  const barred = locked && !may("card.unlock");
  const waits = !chosen || barred || busy() || pin.value === "" || (locked && !identity.value);

  const set = async (event: SubmitEvent) => {
    event.preventDefault();
    differs.value = pin.value !== again.value;
    const { id: readerId, cardId } = card.value ?? {};
    if (waits || differs.value || readerId === undefined) return;
    const service = applicationName(chosen);
    const params = { readerId, serviceId: chosen.serviceId!, pin: pin.value, ...(cardId !== undefined && { cardId }) };
    // Neither stands in the page for longer than the call takes.
    clear();
    const done = await onCard("cardApps.setPin", () =>
      call("cardApps.setPin", { ...params, ...(locked && { identityChecked: true as const }) }),
    );
    if (done) tell("good", say(locked ? pinTexts.lifted : pinTexts.done, { service }));
    forgetListing();
    await list(true);
  };
  return (
    <form class="load" onSubmit={(event) => void set(event)}>
      <Panel name="services" title={say(pinTexts.choose)}>
        <Choice
          name="service"
          label={say(pinTexts.choose)}
          value={chosen?.serviceId}
          options={own.map(optionOf)}
          autofocus={own.length > 1}
          onValue={(value) => {
            wanted.value = value;
            clear();
          }}
        />
      </Panel>
      {barred ? (
        <p class="said">{say(pinTexts.noUnlock)}</p>
      ) : (
        chosen && (
          <Panel name="entry" title={say(pinTexts.entry)}>
            <p class="hint">{say(pinTexts.entryHint)}</p>
            {locked && (
              <Check
                name="identity"
                label={say(pinTexts.identity)}
                checked={identity.value}
                onValue={(checked) => {
                  identity.value = checked;
                }}
              />
            )}
            <div class="pair">
              <PinField name="pin" label={say(pinTexts.pin)} of={pin} autofocus={own.length === 1} />
              <PinField
                name="again"
                label={say(pinTexts.again)}
                of={again}
                {...(differs.value && { error: say(pinTexts.differs) })}
              />
            </div>
          </Panel>
        )
      )}
      <div class="actions">
        <Button name="set-pin" kind="primary" type="submit" waits={waits}>
          {say(locked ? pinTexts.liftIt : pinTexts.setIt)}
        </Button>
      </div>
    </form>
  );
}

interface PinFieldProps {
  readonly name: string;
  readonly label: string;
  readonly of: { value: string };
  readonly error?: string;
  readonly autofocus?: boolean;
}

/** A PIN is never shown, never offered again by the browser, and longer than none that the package format knows. */
function PinField({ of, ...rest }: PinFieldProps) {
  return (
    <Field
      {...rest}
      type="password"
      inputMode="numeric"
      autocomplete="new-password"
      maxLength={16}
      value={of.value}
      onValue={(value) => {
        of.value = value;
      }}
    />
  );
}
