import { expect } from "chai";
import { methods, redact } from "./index.js";

const CANARY = "CANARY-7391";

describe("the redacted log form of a message", () => {
  it("hides a password and keeps who logged in", () => {
    const params = { municipality: "13101", operatorId: "op1", password: CANARY };
    expect(redact(methods["session.login"].params, params)).to.deep.equal({
      municipality: "13101",
      operatorId: "op1",
      password: "[secret]",
    });
  });

  it("hides a secret that was sent under a mistyped name", () => {
    const log = redact(methods["session.login"].params, { pasword: CANARY, operatorId: "op1" });
    expect(log).to.deep.equal({ pasword: "[unknown field]", operatorId: "op1" });
  });

  it("hides a secret that was sent in the wrong field", () => {
    const log = redact(methods["cardApps.setPin"].params, { readerId: { pin: CANARY }, serviceId: [CANARY], pin: 1 });
    expect(JSON.stringify(log)).not.to.contain(CANARY);
  });

  it("shows of personal data nothing but their size, nested ones too", () => {
    const log = redact(methods["residents.search"].params, { query: { name: CANARY, residentId: "R1" } });
    expect(log).to.deep.equal({ query: { name: "[personal, 11 characters]", residentId: "R1" } });
  });

  it("shows of results nothing personal", () => {
    const resident = { residentId: "R1", name: CANARY, kana: CANARY, address: CANARY, birth: CANARY, sex: CANARY };
    const log = redact(methods["residents.search"].result, { residents: [resident] });
    expect(JSON.stringify(log)).to.contain("R1").and.not.to.contain(CANARY);
  });

  it("shows of a command its header and of a response its status word", () => {
    const command = redact(methods["access.transmit"].params, { handle: "h", command: "0020008004313233349000" });
    expect(command).to.deep.equal({ handle: "h", command: "00200080… [11 octets]" });
    const response = redact(methods["access.transmit"].result, { response: "DEADBEEF9000" });
    expect(response).to.deep.equal({ response: "[6 octets] …9000" });
  });

  it("does not trip over what is no object at all", () => {
    expect(redact(methods["session.login"].params, CANARY)).to.equal("[malformed]");
  });
});

describe("the declarations of the wire", () => {
  it("bear the name under which they are found", () => {
    for (const [name, method] of Object.entries(methods)) expect(method.name).to.equal(name);
  });

  it("refuse fields that they do not know, in every method", () => {
    for (const method of Object.values(methods)) {
      const issues = method.params.safeParse({ surely_not_declared: 1 }).error?.issues ?? [];
      expect(
        issues.some((issue) => issue.code === "unrecognized_keys"),
        method.name,
      ).to.equal(true);
    }
  });
});
