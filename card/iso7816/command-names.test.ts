import { expect } from "chai";
import { commandKind } from "./command-names.js";

describe("The name of a command", () => {
  it("depends on the class, where one instruction code means two things", () => {
    expect(commandKind(0x00, 0xe4, 0).name).to.equal("DELETE FILE");
    expect(commandKind(0x84, 0xe4, 0).name).to.equal("DELETE");
    expect(commandKind(0x00, 0xe2, 0).name).to.equal("APPEND RECORD");
    expect(commandKind(0x80, 0xe2, 0).name).to.equal("STORE DATA");
  });

  it("does not depend on the channel or on secure messaging", () => {
    for (const cla of [0x00, 0x01, 0x04, 0x08, 0x0c]) expect(commandKind(cla, 0x20, 0).name).to.equal("VERIFY");
    for (const cla of [0x80, 0x81, 0x84]) expect(commandKind(cla, 0xe8, 0).name).to.equal("LOAD");
  });

  it("tells the INSTALL variants apart", () => {
    expect(commandKind(0x84, 0xe6, 0x02).name).to.equal("INSTALL [for load]");
    expect(commandKind(0x84, 0xe6, 0x0c).name).to.equal("INSTALL [for install]");
    expect(commandKind(0x84, 0xe6, 0x20)).to.include({ name: "INSTALL [for personalization]", writes: false });
  });

  it("says which commands write and which carry secrets", () => {
    expect(commandKind(0x00, 0xb0, 0))
      .to.include({ writes: false })
      .and.not.to.have.property("secret");
    expect(commandKind(0x00, 0x20, 0)).to.include({ writes: false, secret: "reference" });
    expect(commandKind(0x00, 0x24, 1)).to.include({ writes: true, secret: "reference" });
    expect(commandKind(0x80, 0x32, 0)).to.include({ writes: true, secret: "reference" });
    expect(commandKind(0x84, 0xd8, 0)).to.include({ writes: true, secret: "keys" });
  });

  it("treats what it does not know as a write with a secret", () => {
    expect(commandKind(0x80, 0x99, 0)).to.include({ name: "INS 99", writes: true, secret: "keys" });
  });
});
