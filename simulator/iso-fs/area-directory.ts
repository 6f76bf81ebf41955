import type { CommandApdu } from "#card/iso7816/command-apdu.js";
import { respond, status } from "#card/iso7816/response-apdu.js";
import {
  INS_GET_CHALLENGE,
  INS_MANAGE_SECURITY,
  INS_MUTUAL_AUTHENTICATE,
  SecureMessagingCard,
  SM_CLASS,
} from "#card/iso7816/secure-messaging/index.js";
import { SW } from "#card/iso7816/status-words.js";
import { tlv } from "#card/iso7816/tlv.js";
import { REGIONAL_DOMAIN_AID } from "#card/region/aids.js";
import {
  AREA_FILE_ID,
  INS_ACTIVATE_FILE,
  INS_CREATE_FILE,
  INS_DEACTIVATE_FILE,
  INS_DELETE_FILE,
  INS_GET_DATA,
  INS_PUT_DATA,
  INS_SELECT,
} from "#card/region/iso-fs/names.js";
import { statusOf } from "../content-management/refusal.js";
import type { CardApplication } from "../kernel/application.js";
import { areaObject } from "./area-objects.js";
import type { AreaKeySet } from "./area-state.js";
import { FileCommands, type FileSystem } from "./file-commands.js";
import { LongAnswers } from "./long-answers.js";

const INS_GET_RESPONSE = 0xc0;
const INS_UPDATE_RECORD = 0xdc;

/** What works inside a session; all of it but GET DATA works nowhere else. */
const WORKS: ReadonlyMap<number, (commands: FileCommands, command: CommandApdu) => Uint8Array> = new Map([
  [INS_SELECT, (commands, command) => commands.select(command)],
  [INS_CREATE_FILE, (commands, command) => commands.create(command)],
  [INS_ACTIVATE_FILE, (commands, command) => commands.activate(command)],
  [INS_DEACTIVATE_FILE, (commands, command) => commands.deactivate(command)],
  [INS_DELETE_FILE, (commands, command) => commands.delete(command)],
  [INS_PUT_DATA, (commands, command) => commands.putData(command)],
  [INS_UPDATE_RECORD, (commands, command) => commands.updateRecord(command)],
  [INS_GET_DATA, (commands, command) => commands.getData(command)],
]);

/**
 * The directory of the regional area: it tells the area to everyone, and lets whoever holds its keys change it.
 * Whatever changes the card travels in a session; without one it is 6982 (decision 0007).
 */
export class AreaDirectory implements CardApplication {
  readonly aid = REGIONAL_DOMAIN_AID;
  readonly #system: FileSystem;
  readonly #channel: SecureMessagingCard<AreaKeySet>;
  readonly #answers: LongAnswers;
  #commands: FileCommands | undefined;

  constructor(system: FileSystem) {
    this.#system = system;
    this.#answers = new LongAnswers(system.setup.extendedLength ?? true);
    this.#channel = new SecureMessagingCard<AreaKeySet>({
      random: system.setup.random,
      findKeys: (reference) => system.state.findKeys(reference),
    });
  }

  select(command: CommandApdu): Uint8Array {
    this.deselect();
    const id = Uint8Array.of(AREA_FILE_ID >> 8, AREA_FILE_ID & 0xff);
    const fci = tlv(0x6f, tlv(0x82, Uint8Array.of(0x38)), tlv(0x83, id), tlv(0x84, this.aid));
    return (command.p2 & 0x0c) === 0x0c ? status(SW.OK) : respond(fci);
  }

  deselect(): void {
    this.#endSession();
    this.#answers.forget();
  }

  #endSession(): void {
    this.#channel.close();
    this.#commands = undefined;
  }

  process(command: CommandApdu): Uint8Array {
    if (command.cla === SM_CLASS) return this.#protected(command);
    // A plain command ends a session, and is then answered like any other without one; an authentication may be under way.
    if (this.#commands !== undefined) this.#endSession();
    if (command.cla !== 0x00 && command.cla !== 0x80) return status(SW.CLA_NOT_SUPPORTED);
    if (command.ins === INS_GET_RESPONSE && command.cla === 0x00) return this.#answers.next(command);
    this.#answers.forget();
    if (command.ins === INS_GET_DATA) return this.#getData(command);
    return command.cla === 0x00 ? this.#plain(command) : status(SW.INS_NOT_SUPPORTED);
  }

  #plain(command: CommandApdu): Uint8Array {
    switch (command.ins) {
      case INS_MANAGE_SECURITY:
        return this.#channel.choose(command);
      case INS_GET_CHALLENGE:
        return this.#channel.challenge(command);
      case INS_MUTUAL_AUTHENTICATE: {
        const answer = this.#channel.authenticate(command);
        const { keys } = this.#channel;
        if (keys !== undefined) this.#commands = new FileCommands(this.#system, keys);
        return answer;
      }
      default:
        return status(WORKS.has(command.ins) ? SW.SECURITY_STATUS : SW.INS_NOT_SUPPORTED);
    }
  }

  #protected(command: CommandApdu): Uint8Array {
    const plain = this.#channel.unwrap(command);
    const commands = this.#commands;
    if (plain === undefined || commands === undefined) {
      this.#endSession();
      return status(SW.SECURITY_STATUS);
    }
    return this.#channel.wrap(this.#carryOut(commands, plain));
  }

  /** Refusals travel through the session as answers do. */
  #carryOut(commands: FileCommands, command: CommandApdu): Uint8Array {
    const work = WORKS.get(command.ins);
    if (work === undefined) return status(SW.INS_NOT_SUPPORTED);
    try {
      return respond(work(commands, command));
    } catch (error) {
      return status(statusOf(error));
    }
  }

  #getData(command: CommandApdu): Uint8Array {
    if (command.data.length > 0) return status(SW.WRONG_LENGTH);
    const { state, tree, setup } = this.#system;
    const value = areaObject((command.p1 << 8) | command.p2, state, tree, setup);
    return value === undefined ? status(SW.REFERENCE_NOT_FOUND) : this.#answers.hand(value, command);
  }
}
