/*
 * node-gp (npm) over the PC/SC client pcsclite (npm): its own SCP02, its own commands, nothing of Madoguchi's.
 * Prints one JSON object: what it says of the card whose reader is named, or how it ended.
 *
 * Run: node --openssl-legacy-provider node-gp-client.mjs READER      (it uses single DES, which OpenSSL 3 keeps in its legacy provider)
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const pcsclite = require("pcsclite");
const GlobalPlatform = require("node-gp");

const pcsc = pcsclite();
pcsc.on("reader", (reader) => {
  if (!reader.name.startsWith(process.argv[2])) return;
  reader.connect({ share_mode: reader.SCARD_SHARE_EXCLUSIVE }, async (error, protocol) => {
    if (error) throw error;
    const transmit = (command) =>
      new Promise((resolve, reject) => {
        reader.transmit(command, 258, protocol, (failure, data) => (failure ? reject(failure) : resolve(data)));
      });
    const told = await run(new GlobalPlatform(transmit)).catch((failure) => ({ failure: String(failure) }));
    process.stdout.write(`${JSON.stringify(told)}\n`);
    reader.disconnect(() => process.exit());
  });
});

const hex = ({ aid }) => Buffer.from(aid).toString("hex").toUpperCase();

async function run(card) {
  await card.connect();
  const packages = (await card.getPackages()).map(hex);
  const applets = (await card.getApplets()).map(hex);
  // Its channel has no MAC: our cards let it read and not write.
  const install = await card.installForInstall("D0D1D2D3D4D501", "D0D1D2D3D4D50101").catch(String);
  return { packages, applets, install };
}
