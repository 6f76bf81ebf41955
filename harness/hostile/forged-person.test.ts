import { X509Certificate } from "node:crypto";
import { expect } from "chai";
import { VirtualClock } from "#card/ports/clock.js";
import { FORGED_CERTIFICATES, forgedPerson } from "./forged-person.fixture.js";

describe("the certificates of a forged card", () => {
  it("are wrong in the way that they are said to be, and in no other: number and holder's data are the true ones", async function () {
    this.timeout(60_000);
    const people = await Promise.all(FORGED_CERTIFICATES.map((each) => forgedPerson("hanako", each)));
    const [copied, anotherCa, anotherHolder, expired] = people;
    expect(new Set(people.map(({ serial, resident }) => `${serial} ${resident.id}`)).size).to.equal(1);
    const of = (person = copied!) => new X509Certificate(person.jpki.auth.certificate);
    const ca = (person = copied!) => new X509Certificate(person.jpki.authCa).publicKey;
    expect(of().verify(ca())).to.equal(true);
    expect([of(anotherCa).issuer, of(anotherCa).verify(ca())]).to.deep.equal([of().issuer, false]);
    expect(of(anotherCa).verify(ca(anotherCa)), "whole in itself").to.equal(true);
    expect([of(anotherHolder).verify(ca()), of(anotherHolder).subject === of().subject]).to.deep.equal([true, false]);
    expect(of(expired).verify(ca())).to.equal(true);
    expect(Date.parse(of(expired).validTo)).to.be.below(new VirtualClock().now());
  });
});
