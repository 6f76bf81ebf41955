import { Button, Facts, Panel, StatusBadge } from "../kit/index.js";
import { holder, type Person, user } from "../state/person.js";
import { serviceOf } from "../state/services.js";
import { may } from "../state/session.js";
import { cardTexts } from "../texts/card.js";
import { day, language, say } from "../texts/index.js";
import { cardWord } from "../texts/named.js";
import { go, route } from "./router.js";

function Services() {
  const used = user.value?.services ?? [];
  if (used.length === 0) return <p class="hint">{say(cardTexts.noServices)}</p>;
  return (
    <ul class="services" aria-label={say(cardTexts.services)}>
      {used.map(({ serviceId, state }) => (
        <li key={serviceId}>
          <span>{serviceOf(serviceId)?.name[language.value] ?? serviceId}</span>
          <StatusBadge tone={state === "active" ? "good" : "warn"}>{say(cardTexts[state])}</StatusBadge>
        </li>
      ))}
    </ul>
  );
}

function PersonFacts({ person: { resident } }: { readonly person: Person }) {
  const stopped = user.value?.stopped;
  return (
    <>
      <p class="person-name">
        <ruby>
          {resident.name}
          <rp>(</rp>
          <rt>{resident.kana}</rt>
          <rp>)</rp>
        </ruby>
      </p>
      {stopped !== undefined && (
        <p>
          <StatusBadge tone="bad">
            {say(cardTexts.stopped)}: {cardWord(stopped)}
          </StatusBadge>
        </p>
      )}
      <Facts
        of={[
          [say(cardTexts.address), resident.address],
          [say(cardTexts.birth), day(resident.birth)],
          [say(cardTexts.residentId), <code key="id">{resident.residentId}</code>],
          ...resident.items.map(({ label, value }) => [label[language.value], value] as const),
        ]}
      />
      <Services />
    </>
  );
}

/** Whose card it is, looked up as it is put in. */
export function PersonPanel() {
  if (!may("resident.read")) return null;
  const person = holder.value;
  if (person === undefined) return null;
  return (
    <Panel name="person" title={say(cardTexts.person)}>
      {person === "looking" ? (
        <p class="hint">{say(cardTexts.lookingUp)}</p>
      ) : person === "nobody" ? (
        <>
          <p class="hint">{say(cardTexts.notRegistered)}</p>
          {may("user.register") && route.value !== "users" && (
            <Button name="to-register" onPress={() => go("users")}>
              {say(cardTexts.register)}
            </Button>
          )}
        </>
      ) : (
        <PersonFacts person={person} />
      )}
    </Panel>
  );
}
