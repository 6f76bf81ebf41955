import { fromHex, toHex } from "#card/bytes/bytes.js";
import { CommandApdu } from "#card/iso7816/command-apdu.js";
import { ResponseApdu } from "#card/iso7816/response-apdu.js";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { FileIssuer, FileMemory } from "../files/file-memory.js";
import type { CardApplication } from "../kernel/application.js";
import { FlatNvm } from "../nvm/flat-nvm.js";
import { issuePerson } from "../people/issue-person.js";
import { KeyStore } from "../people/key-store.js";
import type { CardPersonalisation } from "../people/person.js";

const OWNER = 1;

/** One application with a resident's data in a memory of its own, driven by hexadecimal APDUs. */
export interface IssuedApplication {
  readonly card: CardPersonalisation;
  readonly application: CardApplication;
  /** Hexadecimal of the whole response. */
  send(hex: string): string;
  exchange(command: CommandApdu): ResponseApdu;
  /** SELECT EF, then READ BINARY with an extended Le: data, or the status word that refused. */
  read(id: string): Uint8Array | string;
}

/** Issues `name`'s card for one application. The first run of all makes keys. */
export async function issueApplication(
  name: string,
  issue: (issuer: FileIssuer, card: CardPersonalisation) => void,
  make: (parts: { memory: FileMemory; random: ReturnType<typeof seededRandom> }) => CardApplication,
): Promise<IssuedApplication> {
  const random = seededRandom(`application of ${name}`);
  const card = await issuePerson(name, { keys: new KeyStore(), clock: new VirtualClock(), random });
  const nvm = FlatNvm.format({ capacity: 32_768, journal: 16_384 });
  nvm.transaction((write) => issue(new FileIssuer(write, OWNER), card));
  const application = make({ memory: new FileMemory(nvm, OWNER), random });
  const send = (hex: string) => toHex(application.process(CommandApdu.parse(fromHex(hex))));
  return {
    card,
    application,
    send,
    exchange: (command) => ResponseApdu.parse(application.process(CommandApdu.parse(command.encode()))),
    read(id) {
      const selected = send(`00A4020C02${id}`);
      if (selected !== "9000") return selected;
      const response = ResponseApdu.parse(application.process(CommandApdu.parse(fromHex("00B00000000000"))));
      return response.ok ? response.data.slice() : toHex(response.encode());
    },
  };
}
