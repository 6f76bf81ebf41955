import type { CardKind } from "#card/region/card-driver.js";
import { type CardContext, type CardPart, OWNER } from "../applications/card-part.js";
import { commonPart } from "../applications/common/common.js";
import { issueIssuerData } from "../applications/issuer-data/issuer-data.js";
import { jpkiPart, jukiCardJpkiPart } from "../applications/jpki/jpki.js";
import { jukiPart } from "../applications/juki/juki.js";
import { issueText, TextApplication } from "../applications/text-input/text-application.js";
import { issueVisual, visualApplication } from "../applications/visual/visual-application.js";
import { FileIssuer, FileMemory } from "../files/file-memory.js";
import type { ApplicationSource, CardApplication } from "../kernel/application.js";
import { fixedApplications } from "../kernel/card-directory.js";

type PlainParts = Pick<CardContext, "random" | "issuerData"> & { readonly memory: FileMemory };

const issuerDataPart: CardPart = {
  name: "issuer data",
  issue: (write, person, { profile }) => issueIssuerData(write, person, profile),
  applications: () => fixedApplications(),
};

const visualPart: CardPart = {
  name: "visual",
  issue: (write, person) => issueVisual(new FileIssuer(write, OWNER.visual), person),
  applications: (context) => alone(context, OWNER.visual, visualApplication),
};

const textInputPart: CardPart = {
  name: "text input",
  issue: (write, person) => issueText(new FileIssuer(write, OWNER.textInput), person),
  applications: (context) => alone(context, OWNER.textInput, (parts) => new TextApplication(parts)),
};

/** An application made of its files' memory and what all applications get. */
function alone(
  { nvm, random, issuerData }: CardContext,
  owner: number,
  make: (parts: PlainParts) => CardApplication,
): ApplicationSource {
  return fixedApplications(make({ memory: new FileMemory(nvm, owner), random, issuerData }));
}

/** What the issuer puts on every My Number card, in the order in which partial names match. */
const MY_NUMBER_PARTS: readonly CardPart[] = [
  issuerDataPart,
  commonPart,
  jukiPart,
  visualPart,
  textInputPart,
  jpkiPart,
];

/** A Juki card is older than the individual number, the aids and the card face in files: what is left (ledger of assumptions, AS-JUKI). */
const JUKI_CARD_PARTS: readonly CardPart[] = [issuerDataPart, jukiPart, jukiCardJpkiPart];

/** What the issuer puts on a card of this kind. */
export function issuerParts(kind: CardKind): readonly CardPart[] {
  return kind === "myna" ? MY_NUMBER_PARTS : JUKI_CARD_PARTS;
}
