import { Scp03Card } from "#card/globalplatform/scp03/card.js";
import { INS_EXTERNAL_AUTHENTICATE, INS_INITIALIZE_UPDATE } from "#card/globalplatform/secure-channel/index.js";
import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import {
  CARD_APP_LEVEL,
  CARD_APP_STATE_TAG,
  encodeSelfState,
  INS_CHANGE_REFERENCE_DATA,
  INS_GET_DATA,
  INS_READ_RECORD,
  INS_UPDATE_RECORD,
  INS_VERIFY,
  PIN_REFERENCE,
} from "#card/region/card-app/commands.js";
import type { CardAppContent } from "#card/region/package.js";
import type { CardApplication } from "../../kernel/application.js";
import { type InstanceHost, InstanceMemory } from "./instance-memory.js";
import { ApplicationPin } from "./pin.js";
import { Records } from "./records.js";

/** R-MAC and R-ENCRYPTION offered, card challenge random (Amendment D, table 5-1): a recorded session fits no later one. */
const SCP = { i: 0x60, mode: "S8" } as const;

/**
 * An instance of one of our packages at work. It answers nothing before mutual authentication with its business system
 * (R-SEC-03), and every SELECT, reset and failed protection drops all rights (R-SEC-02).
 */
export class RegionalCardApp implements CardApplication {
  readonly aid: Uint8Array;
  readonly #content: CardAppContent;
  readonly #memory: InstanceMemory;
  readonly #pin: ApplicationPin;
  readonly #records: Records;
  readonly #channel: Scp03Card;

  constructor(instance: InstanceHost, content: CardAppContent) {
    this.aid = instance.aid;
    this.#content = content;
    this.#memory = new InstanceMemory(instance, content);
    this.#pin = new ApplicationPin(this.#memory, content.pin);
    this.#records = new Records(this.#memory, this.#pin);
    this.#channel = new Scp03Card({
      scp: SCP,
      random: instance.random,
      aid: instance.aid,
      diversification: new Uint8Array(10),
      findKeys: (version) => {
        const keys = this.#memory.serviceKeys;
        return version === 0 || version === keys?.version ? keys : undefined;
      },
      nextSequence: () => 0,
    });
  }

  /** FCI template with the DF name alone; nothing when P2 asks for none (ISO/IEC 7816-4, table 63). */
  select(command: CommandApdu): Uint8Array {
    this.deselect();
    return (command.p2 & 0x0c) === 0x0c ? status(SW.OK) : respond(tlv(0x6f, tlv(0x84, this.aid)));
  }

  deselect(): void {
    this.#channel.close();
    this.#pin.forget();
  }

  process(command: CommandApdu): Uint8Array {
    if ((command.cla & 0xf0) !== 0x80) return status(SW.CLA_NOT_SUPPORTED);
    if (!this.#memory.personalised) return status(SW.CONDITIONS);
    if (command.cla === 0x80 && command.ins === INS_INITIALIZE_UPDATE) return this.#channel.begin(command);
    if (command.cla === 0x84 && command.ins === INS_EXTERNAL_AUTHENTICATE) return this.#authenticate(command);
    const plain = this.#channel.unwrap(command);
    if (plain === undefined) {
      this.deselect();
      return status(SW.SECURITY_STATUS);
    }
    return this.#channel.wrapResponse(this.#dispatch(plain));
  }

  /** Only full protection opens the application: its records are personal data and the air interface is public. */
  #authenticate(command: CommandApdu): Uint8Array {
    this.#pin.forget();
    const answer = this.#channel.authenticate(command);
    if (this.#channel.level === undefined || this.#channel.level === CARD_APP_LEVEL) return answer;
    this.#channel.close();
    return status(SW.SECURITY_STATUS);
  }

  #dispatch(command: CommandApdu): Uint8Array {
    switch (command.ins) {
      case INS_VERIFY:
        if (command.p1 !== 0 || command.p2 !== PIN_REFERENCE) return status(SW.WRONG_P1P2);
        return command.data.length === 0 ? this.#pin.query() : this.#pin.verify(command.data);
      case INS_CHANGE_REFERENCE_DATA:
        if (command.p1 !== 1 || command.p2 !== PIN_REFERENCE) return status(SW.WRONG_P1P2);
        return this.#pin.change(command.data);
      case INS_GET_DATA:
        return this.#getData((command.p1 << 8) | command.p2);
      case INS_READ_RECORD:
        return this.#pin.locked ? status(SW.METHOD_BLOCKED) : this.#records.read(command);
      case INS_UPDATE_RECORD:
        return this.#pin.locked ? status(SW.METHOD_BLOCKED) : this.#records.update(command);
      default:
        return status(SW.INS_NOT_SUPPORTED);
    }
  }

  #getData(tag: number): Uint8Array {
    if (tag !== CARD_APP_STATE_TAG) return status(SW.REFERENCE_NOT_FOUND);
    const { version, pin } = this.#content;
    const { lifeCycle, triesLeft } = this.#memory;
    return respond(encodeSelfState({ version, lifeCycle, triesLeft, tries: pin.tries }));
  }
}
