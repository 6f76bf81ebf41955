import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { seededRandom } from "#card/ports/random.js";
import { type Offer, PrintDesk, TICKET_MS } from "./print-desk.js";

const HERE = "192.0.2.1";

describe("The desk where printed forms lie ready", () => {
  const desk = () => {
    const clock = new VirtualClock();
    return { clock, desk: new PrintDesk({ clock, random: seededRandom("desk") }) };
  };
  const offer = (over: Partial<Offer> = {}): Offer => ({
    ...{ sessionId: "s1", address: HERE, name: "user.pdf", admit: async () => {}, open: () => [Buffer.from("x")] },
    ...over,
  });
  const token = (path: string) => path.slice("/forms/".length);
  const text = async (parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    let all = "";
    for await (const part of parts) all += Buffer.from(part).toString();
    return all;
  };

  it("gives a file once, to the peer that asked, within its time", async () => {
    const { clock, desk: open } = desk();
    const { path } = open.offer(offer());
    expect(await open.take(token(path), "192.0.2.2"), "another peer").to.equal("nothing");
    const found = await open.take(token(path), HERE);
    expect(found).to.have.property("name", "user.pdf");
    if (typeof found === "object") expect(await text(found.open())).to.equal("x");
    expect(await open.take(token(path), HERE), "again").to.equal("nothing");
    const late = open.offer(offer());
    clock.advance(TICKET_MS);
    expect(await open.take(token(late.path), HERE), "late").to.equal("nothing");
  });

  it("gives nothing of a session that has ended or lost the right", async () => {
    const { desk: open } = desk();
    const [mine, others] = [open.offer(offer()), open.offer(offer({ sessionId: "s2" }))];
    open.forget("s1");
    expect(await open.take(token(mine.path), HERE)).to.equal("nothing");
    expect(await open.take(token(others.path), HERE)).to.be.an("object");
    const shut = open.offer(offer({ admit: () => Promise.reject(new Error("not any more")) }));
    expect(await open.take(token(shut.path), HERE)).to.equal("nothing");
  });

  it("keeps eight files of a session, the newest", async () => {
    const { desk: open } = desk();
    const paths = Array.from({ length: 10 }, () => token(open.offer(offer()).path));
    const found = [];
    for (const path of paths) found.push((await open.take(path, HERE)) === "nothing" ? 0 : 1);
    expect(found).to.deep.equal([0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it("draws four files at a time and lets the others wait without losing them", async () => {
    const { desk: open } = desk();
    const drawing = [];
    for (let n = 0; n < 4; n++) {
      const found = await open.take(token(open.offer(offer({ sessionId: `s${n}` })).path), HERE);
      if (typeof found !== "object") expect.fail();
      const parts = found.open() as AsyncGenerator<Uint8Array>;
      await parts.next();
      drawing.push(parts);
    }
    const { path } = open.offer(offer({ sessionId: "s9" }));
    expect(await open.take(token(path), HERE)).to.equal("busy");
    // A reader that goes away in the middle makes room too.
    await drawing[0]!.return(undefined);
    expect(await open.take(token(path), HERE)).to.be.an("object");
    for (const parts of drawing) await parts.return(undefined);
  });
});
