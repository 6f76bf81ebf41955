import { useEffect, useRef } from "preact/hooks";
import { Button, Facts, Panel } from "../../kit/index.js";
import { tell } from "../../state/notice.js";
import { say } from "../../texts/index.js";
import { issuanceTexts as texts } from "../../texts/issuance.js";
import { type Certificate, handOut, openPaper } from "./certificate.js";

/** The certificate that is ready: print it, hand it out, say so. */
export function IssuedPaper({ paper }: { readonly paper: Certificate }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("button")?.focus(), []);
  const given = async () => {
    if (await handOut(paper.requestId)) tell("good", say(texts.handedOut));
  };
  return (
    <div ref={box} class="result good">
      <Panel name="issued" title={say(texts.issued)}>
        <div role="status">
          <Facts of={[[say(texts.serial), <code key="serial">{paper.serial}</code>]]} />
        </div>
        {paper.replaced.length > 0 && (
          <p class="said">{say(texts.replaced, { characters: paper.replaced.join("、") })}</p>
        )}
        <div class="actions">
          <Button name="open-paper" kind="primary" onPress={() => openPaper(paper)}>
            {say(texts.open)}
          </Button>
          <Button name="hand-out" onPress={() => void given()}>
            {say(texts.handOut)}
          </Button>
        </div>
      </Panel>
    </div>
  );
}
