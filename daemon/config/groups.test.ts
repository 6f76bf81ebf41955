import { expect } from "chai";
import { stringify } from "yaml";
import { isMadoguchiError } from "#card/errors/madoguchi-error.js";
import { parseConfig } from "./load-config.js";

const A = "13101";
const B = "13102";
const fingerprint = (digit: string) => digit.repeat(64);
const group = { id: "wide", name: { en: "wide area", ja: "広域" }, members: [A, B] };
const branch = { id: "branch", municipality: B, certificateFingerprint: fingerprint("B") };

function town(code: string, over: object = {}) {
  const areaKeys = [{ keyId: "K", generation: 1, file: "area.key" }];
  return { code, name: code, packageSigner: "signer.pem", areaKeys, ...over };
}

function library(over: object = {}, endpoints: object[] = []) {
  const system = { id: "window", certificateFingerprint: fingerprint("A"), endpoints };
  const name = { en: "library", ja: "図書館" };
  const files = { package: "library.cardapp", serviceKey: { file: "library.key" } };
  return { id: "library", name, number: 3, aid: "F04D41444F2013101F03", ...files, system, ...over };
}

function problemsOf(
  service: object,
  jointServices: object[],
  groups: object[] = [group],
  ofPartner: object[] = [],
): string {
  const cs = { url: "https://localhost:9443", ca: "ca.pem", cert: "c.pem", key: "k.pem" };
  const municipalities = [town(A, { services: [service] }), town(B, { jointServices, services: ofPartner })];
  try {
    parseConfig(stringify({ data: "data", municipalities, groups, cs }), "c.yaml");
    return "accepted";
  } catch (error) {
    if (!isMadoguchiError(error)) throw error;
    return JSON.stringify(error.details);
  }
}

describe("Groups in the configuration (R-SHARE)", () => {
  const offered = [{ id: "library", ordinance: "B" }];

  it("are of municipalities that are there, each once, at least two", () => {
    expect(problemsOf(library({ shared: true }, [branch]), offered)).to.equal("accepted");
    expect(problemsOf(library(), [], [{ ...group, members: [A, "13999"] }])).to.contain("no municipality 13999");
    expect(problemsOf(library(), [], [{ ...group, members: [A, A] }])).to.contain("13101 is there twice");
    expect(problemsOf(library(), [], [{ ...group, members: [A] }])).to.contain("at least two");
    expect(problemsOf(library(), [], [group, group])).to.contain("group wide is there twice");
  });

  it("let nothing be offered that is not marked shared, or not in the same group (R-SHARE-02)", () => {
    for (const [service, groups] of [
      [library(), [group]],
      [library({ shared: true }), []],
    ] as const) {
      expect(problemsOf(service, offered, [...groups])).to.contain("no partner of a group shares a service library");
    }
  });

  it("let a partner say its own ordinance, and nothing of a master that it does not own (R-DATA-05)", () => {
    const shared = library({ shared: true });
    expect(problemsOf(shared, offered)).to.equal("accepted");
    for (const edit of [
      { name: { en: "ours", ja: "当市の図書館" } },
      { aid: "F04D41444F2013102F03" },
      { package: "ours.cardapp" },
      { number: 9 },
      { system: { id: "ours", certificateFingerprint: fingerprint("C") } },
    ]) {
      const [field] = Object.keys(edit);
      const told = problemsOf(shared, [{ ...offered[0], ...edit }]);
      expect(told, field).to.contain(field!).and.to.contain("jointServices");
    }
    // Nor by a service of its own under the same id.
    const own = { ...library(), aid: "F04D41444F2013102F03" };
    expect(problemsOf(shared, [], [group], [own])).to.contain("id library is there twice");
  });

  it("take no service that lacks its application or its system, at its place (R-SVC-19)", () => {
    for (const lack of ["aid", "package", "system", "name"]) {
      const { [lack]: _, ...rest } = library() as Record<string, unknown>;
      expect(problemsOf(rest, []), lack).to.contain(lack).and.to.contain("services");
    }
  });

  it("let no endpoint stand where the service is not shared, nor under another's id or certificate (X-20)", () => {
    expect(problemsOf(library({}, [branch]), [])).to.contain("not shared with municipality 13102");
    expect(problemsOf(library({ shared: true }, [branch]), [], [])).to.contain("not shared with municipality 13102");
    expect(problemsOf(library({ shared: true }, [{ ...branch, id: "window" }]), [])).to.contain("is there twice");
    const sameCertificate = { ...branch, certificateFingerprint: fingerprint("A") };
    expect(problemsOf(library({ shared: true }, [sameCertificate]), [])).to.contain("each needs its own");
  });
});
