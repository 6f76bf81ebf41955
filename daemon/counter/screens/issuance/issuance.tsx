import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ResultOf } from "#daemon/api/contract/index.js";
import { Button, Choice, Field, Panel, Select } from "../../kit/index.js";
import { user } from "../../state/person.js";
import { card, insertion } from "../../state/readers.js";
import { services } from "../../state/services.js";
import { busy, onCard } from "../../state/work.js";
import { workTexts } from "../../texts/card-work.js";
import { figure, language, say } from "../../texts/index.js";
import { issuanceTexts as texts } from "../../texts/issuance.js";
import { call } from "../../wire/index.js";
import { certificate, issue, refreshUndelivered } from "./certificate.js";
import { IssuedPaper } from "./issued-paper.js";
import { Undelivered } from "./undelivered.js";

/** 窓口交付: which certificate, the holder's PIN, the paper; it stays on the list until it is handed out (R-SYS-17). */
export default function Issuance() {
  useEffect(() => {
    void refreshUndelivered();
    return () => {
      certificate.value = undefined;
    };
  }, []);
  return (
    <>
      {certificate.value ? (
        <IssuedPaper paper={certificate.value} />
      ) : insertion.value === undefined ? (
        <p class="hint">{say(workTexts.needsCard)}</p>
      ) : (
        <IssueForm key={insertion.value} />
      )}
      <Undelivered />
    </>
  );
}

/** For one insertion of one card: a PIN that was typed is gone with it. */
function IssueForm() {
  const held = new Set(user.value?.services.map(({ serviceId }) => serviceId));
  const offered = services.value.filter(({ id, enabled }) => enabled && (held.size === 0 || held.has(id)));
  const wanted = useSignal("");
  const offer = useSignal<ResultOf<"issuance.kinds"> | undefined>(undefined);
  const kind = useSignal<string | undefined>(undefined);
  const pin = useSignal("");
  const serviceId = wanted.value || offered[0]?.id;
  const readerId = card.value?.id;
  const look = async () => {
    offer.value = kind.value = undefined;
    if (serviceId === undefined || readerId === undefined) return;
    offer.value = await onCard("issuance.kinds", () => call("issuance.kinds", { readerId, serviceId }));
  };
  // The only field that is left to fill in.
  useEffect(() => {
    if (offer.value) document.querySelector<HTMLElement>("input[name=pin]")?.focus();
  }, [offer.value]);
  const chosen =
    offer.value?.kinds.find((one) => one.kind === kind.value) ?? offer.value?.kinds.find(({ refused }) => !refused);
  const waits = !chosen || busy() || pin.value === "";
  const ask = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!offer.value) return look();
    if (waits || readerId === undefined || serviceId === undefined) return;
    const asked = { readerId, serviceId, cardId: offer.value.cardId, kind: chosen.kind, pin: pin.value };
    pin.value = "";
    await issue(asked);
  };
  return (
    <form class="load" onSubmit={(event) => void ask(event)}>
      <Panel name="service" title={say(texts.service)}>
        <div class="pair">
          <Select
            bare
            name="service"
            label={say(texts.service)}
            value={serviceId ?? ""}
            options={offered.map(({ id, name }) => ({ value: id, text: name[language.value] }))}
            onValue={(value) => {
              wanted.value = value;
              offer.value = undefined;
            }}
          />
          <Button
            name="look"
            kind={offer.value ? "plain" : "primary"}
            waits={busy() || serviceId === undefined}
            autofocus
            onPress={() => void look()}
          >
            {say(texts.look)}
          </Button>
        </div>
      </Panel>
      {offer.value && (
        <Panel name="kinds" title={say(texts.kinds)}>
          {offer.value.kinds.length === 0 ? (
            <p class="hint">{say(texts.none)}</p>
          ) : (
            <Choice
              name="kind"
              label={say(texts.kinds)}
              value={chosen?.kind}
              options={offer.value.kinds.map((one) => ({
                value: one.kind,
                title: one.title[language.value],
                detail:
                  one.refused === undefined
                    ? say(texts.fee, { fee: figure(one.fee) })
                    : say(texts.refused, { code: one.refused }),
                waits: one.refused !== undefined,
              }))}
              onValue={(value) => {
                kind.value = value;
              }}
            />
          )}
        </Panel>
      )}
      {chosen && (
        <>
          <Panel name="entry" title={say(texts.entry)}>
            <p class="hint">{say(texts.entryHint)}</p>
            <div class="pair">
              <Field
                name="pin"
                type="password"
                inputMode="numeric"
                autocomplete="new-password"
                label={say(texts.pin)}
                maxLength={16}
                value={pin.value}
                onValue={(value) => {
                  pin.value = value;
                }}
              />
            </div>
          </Panel>
          <div class="actions">
            <Button name="issue" kind="primary" type="submit" waits={waits}>
              {say(texts.issueIt)}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
