import { useEffect, useState } from "preact/hooks";
import { Button, Field, ProblemBox, Select } from "../kit/index.js";
import { problem } from "../state/problem.js";
import { endedBy, hello, lockedFor } from "../state/session.js";
import { say } from "../texts/index.js";
import { shellTexts } from "../texts/shell.js";
import { logIn } from "./session-acts.js";

/** The way in, by the method that the municipality introduced (R-OPR-06); also the lock of a screen that was left. */
export function Login() {
  const towns = hello.value?.municipalities ?? [];
  const locked = lockedFor.value;
  const [town, setTown] = useState(locked?.municipality ?? towns[0]?.code ?? "");
  const [operatorId, setOperatorId] = useState(locked?.operatorId ?? "");
  const [reader, setReader] = useState("");
  const [secret, setSecret] = useState("");
  const [waits, setWaits] = useState(false);
  const method = towns.find(({ code }) => code === town)?.login ?? "password";

  useEffect(() => {
    document.querySelector<HTMLElement>(".login [data-autofocus]")?.focus();
  }, []);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (waits) return;
    setWaits(true);
    const done = await logIn(
      town,
      method === "card"
        ? { by: "card", readerId: reader, pin: secret }
        : { by: "password", operatorId, password: secret },
    );
    if (done) return;
    setWaits(false);
    setSecret("");
    document.querySelector<HTMLElement>(".login input[type=password]")?.focus();
  };

  const ended = endedBy.value;
  return (
    <main class="login-page">
      <form class="login panel" onSubmit={(event) => void submit(event)}>
        <h1>{say(locked ? shellTexts.locked : shellTexts.loginTitle)}</h1>
        {locked && <p class="hint">{say(shellTexts.lockedHint)}</p>}
        {!locked && ended && (
          <p class="said">
            {say(ended === "connection" ? shellTexts.back : ended === "idle" ? shellTexts.endedIdle : shellTexts.ended)}
          </p>
        )}
        {problem.value && <ProblemBox data={problem.value} />}
        {!locked && (
          <Select
            name="municipality"
            label={say(shellTexts.municipality)}
            value={town}
            options={towns.map(({ code, name }) => ({ value: code, text: `${name} (${code})` }))}
            onValue={setTown}
          />
        )}
        {method === "fingerprint" && <p class="said">{say(shellTexts.fingerprint)}</p>}
        {method === "password" && (
          <>
            {locked ? (
              <p class="hint">
                {say(shellTexts.operatorId)}: {operatorId}
              </p>
            ) : (
              <Field
                name="operator"
                label={say(shellTexts.operatorId)}
                value={operatorId}
                onValue={setOperatorId}
                autocomplete="username"
                required
                autofocus
              />
            )}
            <Field
              name="password"
              type="password"
              label={say(shellTexts.password)}
              value={secret}
              onValue={setSecret}
              autocomplete="current-password"
              required
              autofocus={locked !== undefined}
            />
          </>
        )}
        {method === "card" && (
          <>
            <Field
              name="reader"
              label={say(shellTexts.readerId)}
              value={reader}
              onValue={setReader}
              required
              autofocus
            />
            <Field
              name="pin"
              type="password"
              inputMode="numeric"
              label={say(shellTexts.pin)}
              value={secret}
              onValue={setSecret}
              required
            />
          </>
        )}
        {method !== "fingerprint" && (
          <Button name="login" kind="primary" type="submit" waits={waits}>
            {say(locked ? shellTexts.unlock : shellTexts.login)}
          </Button>
        )}
        {locked && (
          <Button
            name="another-operator"
            kind="quiet"
            onPress={() => {
              lockedFor.value = undefined;
            }}
          >
            {say(shellTexts.anotherOperator)}
          </Button>
        )}
      </form>
    </main>
  );
}
