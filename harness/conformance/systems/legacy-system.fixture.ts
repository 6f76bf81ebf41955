import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { type HandOverMessage, handOverListener, userBook } from "#access/index.js";
import type { Town } from "../conformance.fixture.js";

/** A membership system as it was before: its own idea of a user, no word of the interface. */
export class LegacyMembers {
  readonly cards = new Map<string, { name: string; blocked: boolean }>();

  put(card: string, name: string): void {
    this.cards.set(card, { name, blocked: this.cards.get(card)?.blocked ?? false });
  }

  block(card: string, blocked: boolean): void {
    const one = this.cards.get(card);
    if (one !== undefined) one.blocked = blocked;
  }

  drop(card: string): void {
    this.cards.delete(card);
  }
}

const listening = (server: Server) =>
  new Promise<{ origin: string; close: () => Promise<void> }>((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({
        origin: `https://localhost:${(server.address() as AddressInfo).port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      }),
    );
  });

/** The legacy system's own door: any client of the authority may post any form. */
export function legacyDoor({ server: { cert, key }, ca }: Town, members: LegacyMembers) {
  const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
  return listening(
    createServer(tls, (request, response) => {
      let text = "";
      request.on("data", (part) => (text += String(part)));
      request.on("end", () => {
        try {
          const { number, fields } = JSON.parse(text) as { number: string; fields: { name: string } };
          members.put(number, fields.name);
          response.end("OK");
        } catch {
          response.writeHead(500).end("NG");
        }
      });
    }),
  );
}

/** Path 1 of II.4: the interface in front of the old system, which is told in its own words (R-IF-02). */
export function adapted({ server: { cert, key }, ca }: Town, members: LegacyMembers) {
  const book = userBook();
  const tell = ({ kind, number, fields }: HandOverMessage) => {
    if (kind === "registered" || kind === "changed") members.put(number, fields?.["name"] ?? "");
    if (kind === "stopped" || kind === "lifted") members.block(number, kind === "stopped");
    if (kind === "withdrawn") members.drop(number);
  };
  const listener = handOverListener({
    system: "vendor",
    fields: ["name", "address"],
    counter: "counter",
    book,
    taken: tell,
  });
  const tls = { cert, key, ca, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" } as const;
  return listening(
    createServer(tls, async (request, response) => {
      if (!(await listener(request, response))) response.writeHead(404).end();
    }),
  );
}
