// What a clerk does at the counter page, as calls: a resident comes, and leaves with the application on the card.
import { readFileSync } from "node:fs";
import { connect, isMadoguchiError } from "madoguchi/client";

// Every error of Madoguchi has a code for programs, and cause and remedy for people.
process.on("uncaughtException", (error) => {
  const { ja, en } = isMadoguchiError(error) ? error.row : {};
  console.error(
    ja === undefined ? error : `✘ ${error.code}\n  ${ja.cause}\n  → ${ja.remedy}\n  ${en.cause}\n  → ${en.remedy}`,
  );
  process.exit(1);
});

const password = readFileSync("clerk.password", "utf8").trim();
const client = await connect({
  url: process.env.COUNTER ?? "wss://localhost:8443",
  ca: readFileSync("ca.pem", "utf8"),
  client: { name: "at-the-counter", version: "1" },
  onConnect: (call) => call("session.login", { municipality: "13101", operatorId: "clerk", password }),
});
const reader = (await client.call("readers.list", {})).readers.find(({ state }) => state === "ready");
const at = { readerId: reader.id };

const steps = {
  async load() {
    const person = {
      name: "試験 花子",
      kana: "シケン ハナコ",
      address: "星見市試験町1-1",
      birth: "1985-03-10",
      sex: "2",
    };
    await client.call("residents.enter", { residentId: "R-1", ...person, reason: "not-imported-yet" });
    const { userId } = await client.call("users.register", { ...at, residentId: "R-1" });
    await client.call("area.set", at);
    const { applicationId } = await client.call("applications.record", { userId, serviceId: "booking", kind: "load" });
    const { registration, handOver } = await client.call("cardApps.load", { ...at, applicationId });
    await client.call("cardApps.setPin", { ...at, serviceId: "booking", pin: "2580" });
    console.log(`loaded: ${registration}, told: ${handOver}`);
  },
  async serviceId() {
    await client.call("serviceIds.add", { residentId: "R-1", id: "hanako-web" });
    await client.call("serviceIds.setPassword", { id: "hanako-web", password: "four words at home" });
    console.log("service-use ID: hanako-web");
  },
  async lost() {
    const { warnings } = await client.call("stops.set", { residentId: "R-1", reason: "lost", reportedBy: "holder" });
    for (const { ja, en } of warnings) console.log(`${ja} · ${en}`);
  },
};
for (const name of process.argv.slice(2)) await steps[name]();
await client.close();
