import { useSignal } from "@preact/signals";
import { go } from "../../app/router.js";
import { Button, Dialog, Facts, Panel, StatusBadge } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { holder, lookUpHolder, type Person, type User } from "../../state/person.js";
import { card } from "../../state/readers.js";
import { serviceOf } from "../../state/services.js";
import { busy, onCard } from "../../state/work.js";
import { cardTexts } from "../../texts/card.js";
import { day, language, moment, say } from "../../texts/index.js";
import { cardWord } from "../../texts/named.js";
import { shellTexts } from "../../texts/shell.js";
import { userTexts } from "../../texts/users.js";
import { call } from "../../wire/index.js";

function UserLine({ of: { cardId, registeredAt, services, stopped } }: { readonly of: User }) {
  const names = services.map(({ serviceId }) => serviceOf(serviceId)?.name[language.value] ?? serviceId);
  return (
    <li>
      <code>{cardId}</code>
      <span class="when">{moment(registeredAt)}</span>
      <span>{names.length > 0 ? names.join("、") : say(cardTexts.noServices)}</span>
      {stopped !== undefined && (
        <StatusBadge tone="bad">
          {say(cardTexts.stopped)}: {cardWord(stopped)}
        </StatusBadge>
      )}
    </li>
  );
}

export interface ChosenResidentProps {
  readonly person: Person;
  /** Told when something about the person changed. */
  readonly onChanged: () => void;
}

/** One resident with the cards that are registered, and the registration with the card on the reader. */
export function ChosenResident({ person: { resident, users }, onChanged }: ChosenResidentProps) {
  const asking = useSignal(false);
  const shown = card.value;
  const here = shown !== undefined && users.some(({ cardId }) => cardId === shown.cardId);
  const taken = shown !== undefined && !here && typeof holder.value === "object";
  const close = () => {
    asking.value = false;
  };
  const register = async () => {
    close();
    if (!shown) return;
    const { id: readerId, cardId } = shown;
    const { residentId } = resident;
    const params = { readerId, residentId, ...(cardId !== undefined && { cardId }) };
    if (!(await onCard("users.register", () => call("users.register", params)))) return;
    tell("good", say(userTexts.registered));
    onChanged();
    await lookUpHolder();
  };
  return (
    <Panel name="resident" title={say(userTexts.resident)}>
      <p class="person-name">
        <ruby>
          {resident.name}
          <rp>(</rp>
          <rt>{resident.kana}</rt>
          <rp>)</rp>
        </ruby>
      </p>
      <Facts
        of={[
          [say(cardTexts.address), resident.address],
          [say(cardTexts.birth), day(resident.birth)],
          [say(cardTexts.residentId), <code key="id">{resident.residentId}</code>],
          ...resident.items.map(({ label, value }) => [label[language.value], value] as const),
        ]}
      />
      <h3>{say(userTexts.users)}</h3>
      {users.length === 0 ? (
        <p class="hint">{say(userTexts.noUsers)}</p>
      ) : (
        <ul class="users">
          {users.map((one) => (
            <UserLine key={one.userId} of={one} />
          ))}
        </ul>
      )}
      <div class="actions">
        {here ? (
          <Button name="to-load" kind="primary" onPress={() => go("card-load")}>
            {say(userTexts.toLoad)}
          </Button>
        ) : (
          <Button
            name="register"
            kind="primary"
            waits={!shown || taken || busy()}
            onPress={() => {
              asking.value = true;
            }}
          >
            {say(userTexts.registerIt)}
          </Button>
        )}
        {!shown && <p class="hint">{say(userTexts.needsCard)}</p>}
        {taken && <p class="hint">{say(userTexts.cardTaken)}</p>}
      </div>
      {asking.value && shown && (
        <Dialog
          name="confirm-register"
          title={say(userTexts.confirm)}
          onClose={close}
          actions={
            <>
              <Button name="cancel" onPress={close}>
                {say(shellTexts.cancel)}
              </Button>
              <Button name="confirm" kind="primary" autofocus onPress={() => void register()}>
                {say(userTexts.doRegister)}
              </Button>
            </>
          }
        >
          <p>{say(userTexts.confirmText, { name: resident.name, card: shown.cardId ?? "" })}</p>
        </Dialog>
      )}
    </Panel>
  );
}
