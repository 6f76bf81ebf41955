import { expect } from "chai";
import { CompactEncrypt, importJWK, SignJWT } from "jose";
import { refusal } from "#card/errors/refusal.fixture.js";
import { type DeskCard, deskCard } from "../desk-card.fixture.js";
import { A, B, FORMER, MASTERS, openTown, partnerOf, residentIs, type Town, townPorts } from "./towns.fixture.js";

const r1 = { readerId: "r1" };

describe("a card that moves between two systems, by a hand-over ticket (R-MOVE-06, R-AREA-11)", () => {
  let a: Town;
  let b: Town;
  let card: DeskCard;
  let userId: string;

  beforeEach(async () => {
    a = await openTown({ towns: [A], partners: [await partnerOf(townPorts({ towns: [B] }), B)], ids: "a" });
    b = await openTown({ towns: [B], partners: [await partnerOf(townPorts({ towns: [A] }), A)], ids: "b" });
    card = deskCard();
    await a.desk.insert(card);
    await a.desk.call("area.set", r1);
    await a.desk.call("cardApps.load", { ...r1, applicationId: await a.desk.applies(card, "library", "load") });
    await residentIs(a.store, A, false);
    await arriveAtB(card);
  });
  afterEach(async () => {
    await a.close();
    await b.close();
  });

  async function arriveAtB(which: DeskCard, residentId = "R1") {
    await b.desk.insert(which);
    await residentIs(b.store, B, true, residentId);
    ({ userId } = await b.desk.call("users.register", { ...r1, residentId }, B));
  }

  async function request() {
    const { request: asked, ...rest } = await b.desk.call("move.inspect", r1, B);
    expect(rest).to.deep.equal({ cardId: card.cardId, standing: "moved", ticketNeeded: true });
    return asked!;
  }
  const issue = async (over: object = {}, to = B) =>
    a.desk.call("move.issueTicket", { to, request: { ...(await request()), ...over } }, A);
  const move = (ticket?: string) =>
    b.desk.call(
      "move.continue",
      { ...r1, cardId: card.cardId, userId, ...(ticket === undefined ? {} : { ticket }) },
      B,
    );

  async function refused(action: () => Promise<unknown>): Promise<string> {
    const before = card.nvm.device.image.slice();
    const { code } = await refusal(action());
    expect(card.nvm.device.image, code).to.deep.equal(before);
    expect(await b.store.of(B).journal.open(), code).to.deep.equal([]);
    return code;
  }

  it("is asked for, issued, taken over, and used up", async () => {
    expect(await refused(() => move())).to.equal("move.no-key");
    const { ticket, ticketId, expiresAt } = await issue();
    expect(Date.parse(expiresAt) - a.desk.clock.now()).to.be.within(23.9 * 3_600_000, 24 * 3_600_000);
    const { area, from } = await move(ticket);
    expect({ from, ...area }).to.include({ from: A, municipality: B, setUnder: A, keyId: "KB" });
    expect(await b.store.of(B).tickets.find(ticketId)).to.include({ state: "used", sealed: "", issuer: A });
    expect(b.desk.facts).to.deep.include({ from: A, ticketId });
    const load = await b.desk.applies(card, "b-library", "load", B);
    await b.desk.call("cardApps.load", { ...r1, applicationId: load }, B);
    expect(await refused(() => move(ticket))).to.equal("gate.not-moved");
  });

  it("carries the keys of the one card and nothing that another card could be opened with", async () => {
    const { ticket } = await issue();
    const [header] = ticket.split(".");
    expect(JSON.parse(Buffer.from(header!, "base64url").toString())).to.include({
      alg: "RSA-OAEP-256",
      enc: "A256GCM",
    });
    const { keys, usage } = await b.desk.ports.tickets.open(B, ticket);
    const shown = Buffer.concat([keys.enc, keys.mac, keys.dek]).toString("hex");
    expect(usage).to.equal("area");
    expect(shown).not.to.contain(Buffer.from(MASTERS[A]!.master).toString("hex").slice(0, 16));
    const other = deskCard({ cin: "DESK000002" });
    await a.desk.insert(other);
    await a.desk.call("area.set", r1);
    await arriveAtB(other, "R2");
    card = other;
    expect(await refused(() => move(ticket))).to.equal("move.ticket-other-card");
  });

  it("is refused when its issuer wrote into it what the card is not: another generation, use, length, or number", async () => {
    const { ticket } = await issue();
    const { keys, cardId, usage, from } = await b.desk.ports.tickets.open(B, ticket);
    const good = { keys, cardId, usage, from };
    const longer = (key: Uint8Array) => Uint8Array.from([...key, ...key]);
    for (const [what, over] of [
      ["generation", { keys: { ...keys, version: keys.version + 1 } }],
      ["use", { usage: "setting" }],
      ["length", { keys: { ...keys, enc: longer(keys.enc), mac: longer(keys.mac), dek: longer(keys.dek) } }],
      ["number", { cardId: "00" }],
    ] as const) {
      const wrong = await a.desk.ports.tickets.issue(A, B, { ...good, ...over }, 24);
      expect(await refused(() => move(wrong.ticket)), what).to.equal("move.ticket-other-card");
    }
    const same = await a.desk.ports.tickets.issue(A, B, good, 24);
    expect((await move(same.ticket)).area).to.include({ municipality: B });
  });

  it("is refused when it speaks for a town that its issuer is not", async () => {
    const { ticket } = await issue();
    const opened = await b.desk.ports.tickets.open(B, ticket);
    const wrong = await a.desk.ports.tickets.issue(A, B, { ...opened, from: FORMER }, 24);
    expect(await refused(() => move(wrong.ticket))).to.equal("move.bad-ticket");
  });

  it("of a town that took another in is for the cards of the one that it names, not of the other", async () => {
    const both = { ...(await partnerOf(townPorts({ towns: [A] }), A)), homes: [A, FORMER] };
    const c = await openTown({ towns: [B], partners: [both], ids: "c" });
    try {
      const { ticket } = await issue();
      const opened = await b.desk.ports.tickets.open(B, ticket);
      const named = await a.desk.ports.tickets.issue(A, B, { ...opened, from: FORMER }, 24);
      await c.desk.insert(card);
      await residentIs(c.store, B, true);
      const user = await c.desk.call("users.register", { ...r1, residentId: "R1" }, B);
      const params = { ...r1, cardId: card.cardId, userId: user.userId, ticket: named.ticket };
      expect((await refusal(c.desk.call("move.continue", params, B))).code).to.equal("move.ticket-other-card");
    } finally {
      await c.close();
    }
  });

  it("is good for one continuation only", async () => {
    const { ticket, ticketId } = await issue();
    const taken = { id: ticketId, municipality: B, issuer: A, cardId: card.cardId, sealed: "", changedAt: 0 };
    await b.store.of(B).tickets.add({ ...taken, state: "used" });
    expect(await refused(() => move(ticket))).to.equal("move.ticket-used");
  });

  it("is refused once its time has run out", async () => {
    const { ticket } = await issue();
    b.desk.clock.advance(24 * 3_600_000 + 2_000);
    expect(await refused(() => move(ticket))).to.equal("move.ticket-expired");
  });

  it("is refused when it is cut, altered, made up, for another town or signed by nobody known", async () => {
    const { ticket } = await issue();
    const parts = ticket.split(".");
    const flipped = parts.map((part, i) => (i === 3 ? (part[0] === "A" ? "B" : "A") + part.slice(1) : part)).join(".");
    for (const bad of ["x", "..", ticket.slice(0, -4), flipped, parts.slice(0, 4).join(".")]) {
      expect(await refused(() => move(bad)), bad.slice(0, 20)).to.equal("move.bad-ticket");
    }
    // Signed by B for itself, as from A.
    const stranger = townPorts({ towns: [B, A], ids: "stranger" });
    const [, encryption] = await stranger.tickets!.publicKeys(B);
    const seal = async (inner: string) =>
      new CompactEncrypt(new TextEncoder().encode(inner))
        .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM" })
        .encrypt(await importJWK({ ...encryption! }, "RSA-OAEP-256"));
    const none = (claims: object) =>
      `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;
    expect(await refused(async () => move(await seal(none({ iss: A, aud: B, sub: card.cardId }))))).to.equal(
      "move.bad-ticket",
    );
    const hmac = await new SignJWT({ iss: A, aud: B })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new Uint8Array(32).fill(1));
    expect(await refused(async () => move(await seal(hmac)))).to.equal("move.bad-ticket");
    const unknown = await new SignJWT({ iss: "13109", aud: B })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new Uint8Array(32).fill(1));
    expect(await refused(async () => move(await seal(unknown)))).to.equal("move.no-partner");
  });

  it("is issued only for a holder who moved out, an active card without a stop, a partner, a card of the own", async () => {
    const code = async (action: () => Promise<unknown>) => (await refusal(action())).code;
    await residentIs(a.store, A, true);
    expect(await code(() => issue())).to.equal("move.still-resident");
    await residentIs(a.store, A, false);
    a.desk.status = "lost";
    expect(await code(() => issue())).to.equal("gate.card-not-active");
    a.desk.status = "active";
    await a.store
      .of(A)
      .stops.set({ cardId: card.cardId, municipality: A, reason: "lost", reportedBy: "holder", setBy: "o", setAt: 0 });
    expect(await code(() => issue())).to.equal("gate.stopped");
    await a.store.of(A).stops.lift(card.cardId);
    expect(await code(() => issue({ from: B }))).to.equal("gate.other-municipality");
    expect(await code(() => issue({ generation: 9 }))).to.equal("keys.no-area-key");
    expect(await code(() => issue({}, "13109"))).to.equal("move.no-partner");
    await issue();
  });

  it("gives the right to set the area where there is none yet", async () => {
    card = deskCard({ cin: "DESK000009" });
    await arriveAtB(card, "R2");
    const { ticket } = await issue();
    expect((await b.desk.ports.tickets.open(B, ticket)).usage).to.equal("setting");
    expect((await move(ticket)).area).to.include({ municipality: B, keyId: "KB" });
  });
});
