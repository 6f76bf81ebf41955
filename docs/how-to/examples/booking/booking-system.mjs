// A municipality's own facility-booking system (公共施設予約システム): a sample. It talks to the daemon by the access module alone.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { connectAccess, isMadoguchiError } from "madoguchi/access";

// Every error of Madoguchi has a code for programs, and cause and remedy for people.
process.on("uncaughtException", (error) => {
  const { ja, en } = isMadoguchiError(error) ? error.row : {};
  console.error(
    ja === undefined ? error : `✘ ${error.code}\n  ${ja.cause}\n  → ${ja.remedy}\n  ${en.cause}\n  → ${en.remedy}`,
  );
  process.exit(1);
});

const file = (name) => readFileSync(name, "utf8");

const access = await connectAccess({
  url: process.env.COUNTER ?? "wss://localhost:8443",
  systemId: "booking-system",
  serviceKeys: { master: Buffer.from(file("booking.key").trim(), "hex"), version: 1 },
  ...{ ca: file("ca.pem"), cert: file("booking-system.pem"), key: file("booking-system-key.pem") },
});

/** At the window: writes the booking onto the resident's card and reads it back. */
const book = ({ pin, booking }) =>
  access.withCard(async (app) => {
    await app.verifyPin(pin);
    await app.updateRecord(2, 1, Buffer.from(booking));
    const text = async (of, record) => Buffer.from(await app.readRecord(of, record)).toString();
    return { user: await text(1, 1), booking: await text(2, 1) };
  });

/** From home, without a card: the service-use ID and its password, over TLS that shows who the server is. */
const logIn = async ({ id, password }) => {
  await access.checkServiceId(id, password);
  return { welcome: id };
};

const routes = { "/book": book, "/login": logIn };

createServer({ cert: file("server.pem"), key: file("server-key.pem") }, async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
  try {
    const route = routes[request.url];
    if (route === undefined || request.method !== "POST") return answer(404, { error: "not found" });
    let body = "";
    for await (const part of request) {
      body += part;
      if (body.length > 4096) return answer(413, { error: "too large" });
    }
    answer(200, await route(JSON.parse(body)));
  } catch (error) {
    // The code and its words are for people; what they typed is in neither.
    if (isMadoguchiError(error)) answer(403, { error: error.code, ja: error.row.ja.cause, en: error.row.en.cause });
    else answer(400, { error: "bad request" });
  }
})
  .listen(Number(process.env.PORT ?? 9543), "127.0.0.1")
  .on("listening", function () {
    console.log(`booking system: https://localhost:${this.address().port}`);
  });
