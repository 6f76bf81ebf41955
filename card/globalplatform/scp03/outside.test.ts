import { expect } from "chai";
import { concat, fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import type { CardLink } from "#card/reader/card-link.js";
import type { ChannelKeys } from "#card/region/card-driver.js";
import { parseRegistryEntries, type StatusScope } from "../commands/get-status.js";
import { Scp03Card } from "./card.js";
import { openScp03 } from "./host.js";
import { EUICC_AID, EUICC_SESSIONS, GET_STATUS_ANSWERS, type OutsideSession, S16_SESSIONS } from "./outside.fixture.js";
import type { Scp03Mode } from "./parameters.js";

const upper = (text: string): string => text.toUpperCase();

function keysOf({ keys: { version, enc, mac } }: OutsideSession): ChannelKeys {
  return { version, enc: fromHex(enc), mac: fromHex(mac), dek: fromHex(enc) };
}

/** Our host sends Le with every command whose response is protected. */
const withLe = (command: string): string => {
  const bytes = fromHex(command);
  return bytes.length === 5 + bytes[4]! ? `${upper(command)}00` : upper(command);
};

async function replayAsHost(session: OutsideSession, mode: Scp03Mode): Promise<void> {
  const [update, answer] = session.initializeUpdate;
  const answers = [answer, "9000", ...session.exchanges.map(([, , response]) => response)];
  const sent: string[] = [];
  const link: CardLink = {
    async transmit(bytes) {
      sent.push(toHex(bytes));
      return fromHex(answers[sent.length - 1]!);
    },
  };
  const challenge = CommandApdu.parse(fromHex(update)).data;
  const channel = await openScp03(link, keysOf(session), {
    level: session.level,
    mode,
    random: { bytes: () => challenge },
  });
  for (const [plain, , , data] of session.exchanges) {
    const response = await channel.transmit(CommandApdu.parse(fromHex(plain)));
    expect(toHex(response.data)).to.equal(upper(data));
  }
  const commands = session.exchanges.map(([, command]) => withLe(command));
  expect(sent).to.deep.equal([upper(update), upper(session.externalAuthenticate), ...commands]);
}

/** `challenge` is what the card drew; absent, it must come out of the sequence counter. */
function replayAsCard(session: OutsideSession, mode: Scp03Mode, aid: Uint8Array, challenge?: Uint8Array): void {
  const keys = keysOf(session);
  const answer = fromHex(session.initializeUpdate[1]);
  const sequence = answer.at(-3)!;
  const card = new Scp03Card({
    scp: { i: challenge === undefined ? 0x70 : 0x60, mode },
    random: { bytes: () => challenge! },
    aid,
    diversification: answer.slice(0, 10),
    findKeys: (version) => (version === keys.version ? keys : undefined),
    nextSequence: () => sequence,
  });
  const begun = card.begin(CommandApdu.parse(fromHex(session.initializeUpdate[0])));
  if (challenge === undefined) expect(toHex(begun)).to.equal(toHex(answer));
  expect(toHex(card.authenticate(CommandApdu.parse(fromHex(session.externalAuthenticate))))).to.equal("9000");
  for (const [plain, command, response, data] of session.exchanges) {
    const unwrapped = card.unwrap(CommandApdu.parse(fromHex(command)));
    expect(unwrapped && toHex(unwrapped.encode())).to.equal(toHex(CommandApdu.parse(fromHex(plain)).encode()));
    expect(toHex(card.wrapResponse(concat(fromHex(data), fromHex("9000"))))).to.equal(upper(response));
  }
}

describe("SCP03 against sessions from elsewhere", () => {
  for (const session of EUICC_SESSIONS) {
    it(`the host half says what the recorded host said (${session.name})`, () => replayAsHost(session, "S8"));
    it(`the card half says what the card said, its pseudo-random challenge too (${session.name})`, () => {
      replayAsCard(session, "S8", fromHex(EUICC_AID));
    });
  }

  for (const session of S16_SESSIONS) {
    it(`the host half says what the published host says (${session.name})`, () => replayAsHost(session, "S16"));
    it(`the card half says what the published card says (${session.name})`, () => {
      // The AID behind the published challenge is not told: the challenge is taken as drawn.
      const challenge = fromHex(session.initializeUpdate[1]).slice(13, 29);
      // The last answer is padded by more than a block, which our card does not do.
      const exchanges = session.exchanges.slice(0, 2);
      replayAsCard({ ...session, exchanges }, "S16", new Uint8Array(0), challenge);
    });
  }

  it("the registry that the published card tells is read in full", () => {
    const counts = Object.entries(GET_STATUS_ANSWERS).map(
      ([scope, answer]) => parseRegistryEntries(fromHex(answer), scope as StatusScope, false).length,
    );
    expect(counts).to.deep.equal([4, 5, 1]);
    const [issuer] = parseRegistryEntries(fromHex(GET_STATUS_ANSWERS["issuer-domain"]), "issuer-domain", false);
    expect([toHex(issuer!.aid), issuer!.lifeCycle, issuer!.privileges]).to.deep.equal([
      "A000000151000000",
      0x0f,
      0x9e0000,
    ]);
  });
});
