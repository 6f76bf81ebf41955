import { generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openMedia } from "#daemon/media/open-media.js";
import { fileRow } from "#daemon/residents/testing/file-row.js";
import { HandOverDesk } from "../doubles/business-system/hand-over-desk.js";
import { Relay } from "../doubles/relay/relay.js";
import { ResidentSystem } from "../doubles/resident-system/resident-system.js";
import { residentFile } from "../municipality/resident-file.js";
import type { TestPki } from "../municipality/test-pki.js";

/** The file that lies in the first town's import folder, and in nobody else's. */
export const FILE = "only-town-a.jsonl";

/** The ways on which data come in and go out: an import folder and an output folder for each town, one relay, a system that is told. */
export class WaysOfData {
  readonly relay: Relay;
  readonly desk: HandOverDesk;
  readonly #system: ResidentSystem;
  readonly #recipient = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #folder: string;
  readonly #pki: TestPki;

  private constructor(
    folder: string,
    pki: TestPki,
    parts: { relay: Relay; desk: HandOverDesk; system: ResidentSystem },
  ) {
    this.#folder = folder;
    this.#pki = pki;
    this.relay = parts.relay;
    this.desk = parts.desk;
    this.#system = parts.system;
  }

  static async start(folder: string, pki: TestPki, town: string): Promise<WaysOfData> {
    const clientCa = pki.ca;
    const relay = await Relay.start({
      ...{ identity: await pki.server("relay"), clientCa },
      ...{ depositor: "resident-system", fetcher: "daemon" },
    });
    const system = await ResidentSystem.start({
      ...{ identity: await pki.server("resident-system-server"), client: await pki.client("resident-system") },
      ...{ ca: pki.ca, municipality: town },
    });
    const identity = await pki.server("business-system");
    const desk = await HandOverDesk.start({
      ...{ identity, clientCa, clientName: "daemon" },
      ...{ system: "issuing-server", fields: [] },
    });
    // What it is told stays with the daemon, refused, for somebody to send it again.
    desk.fault = "refuse";
    return new WaysOfData(folder, pki, { relay, desk, system });
  }

  /** The `residents` section of a town that has all of them. */
  async sectionOf(town: string): Promise<object> {
    const { cert, key } = await this.#pki.client("daemon");
    const put = (name: string, text: string) => {
      const file = join(this.#folder, `${town}-${name}`);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    };
    for (const name of ["in", "out"]) mkdirSync(join(this.#folder, `${town}-${name}`));
    const recipient = this.#recipient.publicKey.export({ type: "spki", format: "pem" }).toString();
    return {
      plain: true,
      folder: join(this.#folder, `${town}-in`),
      output: { folder: join(this.#folder, `${town}-out`), recipient: put("recipient.pem", recipient) },
      signers: [put("signer.pem", this.#system.signer)],
      residentSystem: [this.#system.url],
      relay: {
        url: this.relay.url,
        ...{ ca: put("ca.pem", this.#pki.ca), cert: put("cert.pem", cert), key: put("key.pem", key) },
      },
    };
  }

  /** Lays a file of this resident into the town's import folder, and a later one, sealed for its key, at the relay. */
  async bring(town: string, key: JsonWebKey, person: object): Promise<void> {
    const rows = [{ ...fileRow("A-IN-FOLDER"), ...person }];
    writeFileSync(join(this.#folder, `${town}-in`, FILE), residentFile(town, 1, rows));
    this.#system.sealFor(key);
    const sealed = await this.#system.seal(residentFile(town, 2, [{ ...fileRow("A-AT-RELAY"), ...person }]));
    await this.#system.deposit(this.relay.url, sealed, 2);
  }

  /** What stands in the files that a town has put out. */
  async putOut(town: string, signer: KeyObject): Promise<readonly string[]> {
    const folder = join(this.#folder, `${town}-out`);
    const keys = { recipient: this.#recipient.privateKey, signers: [signer] };
    return Promise.all(
      readdirSync(folder).map(async (name) => {
        const parts: Uint8Array[] = [];
        for await (const part of openMedia([readFileSync(join(folder, name))], keys)) parts.push(part);
        return Buffer.concat(parts).toString();
      }),
    );
  }

  async stop(): Promise<void> {
    await this.relay.close();
    await this.desk.close();
    await this.#system.close();
  }
}
