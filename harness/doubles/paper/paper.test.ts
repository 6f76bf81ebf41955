import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { systemClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { DevelopmentCa, type Identity } from "#daemon/tls/index.js";
import { expectCode } from "../../contract/expect-code.js";
import { judgePaper } from "./judge-paper.js";
import { dayInEra, type Paper } from "./paper.js";
import { issuePaper } from "./sign-paper.js";

const run = promisify(execFile);

const PAPER: Paper = {
  serial: "13101-20260401-000001",
  kind: "resident",
  title: { ja: "住民票の写し", en: "Copy of resident record" },
  municipality: { code: "13101", name: "星見市" },
  issuedAt: Date.now(),
  statement: "この写しは、住民票の原本と相違ないことを証明する。",
  lines: [
    { label: "氏名", text: "窓口　花子" },
    { label: "住所", text: "星見市見本町一丁目２番３号" },
  ],
};

describe("A certificate on paper", () => {
  let folder: string;
  let ca: DevelopmentCa;
  let signer: Identity;
  let pdf: Buffer;

  before(async function () {
    this.timeout(60_000);
    folder = await mkdtemp(join(tmpdir(), "madoguchi-paper-"));
    ca = await DevelopmentCa.open(join(folder, "ca"), systemClock, systemRandom);
    signer = await ca.document("issuing-server");
    ({ pdf } = await issuePaper(PAPER, signer));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is signed by the issuing server over the whole of the file", async () => {
    const { signer: name, signedAt } = await judgePaper(pdf, ca.cert);
    expect(name).to.equal("issuing-server");
    expect(Math.abs((signedAt?.getTime() ?? 0) - PAPER.issuedAt)).to.be.below(1_000);
  });

  it("is found valid by poppler's pdfsig, and its text is text", async function () {
    const file = join(folder, "certificate.pdf");
    await writeFile(file, pdf);
    const found = await run("pdfsig", ["-nocert", file]).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    if (found === undefined) return this.skip();
    expect(found.stdout).to.include("Signature is Valid").and.to.include("Total document signed");
    const { stdout: text } = await run("pdftotext", ["-layout", file, "-"]);
    expect(text)
      .to.include("住民票の写し")
      .and.to.include("窓口")
      .and.to.include("見本")
      .and.to.include("for tests only");
    const { stdout: fonts } = await run("pdffonts", [file]);
    for (const line of fonts.trim().split("\n").slice(2)) {
      // The columns emb and sub: every face is embedded, and only what is used of it.
      if (!line.includes("Helvetica")) expect(line).to.match(/yes yes yes/);
    }
  });

  it("no octet of it can be changed without being found", async function () {
    this.timeout(60_000);
    // Every octet of the signature and of what stands around it; of the page's content every so many.
    const from = pdf.indexOf("/ByteRange");
    const until = pdf.indexOf("0000000000000000", from);
    const places = Array.from({ length: pdf.length }, (_, at) => at).filter((at) =>
      at >= from && at < until ? (at - from) % 13 === 0 : at % 401 === 0,
    );
    const missed: number[] = [];
    for (const at of places) {
      const other = Buffer.from(pdf);
      other[at]! ^= 1;
      await judgePaper(other, ca.cert).then(
        () => missed.push(at),
        () => {},
      );
    }
    expect(places.length).to.be.above(300);
    expect(missed).to.deep.equal([]);
  });

  it("names what is wrong: changed, cut, lengthened, signed by a stranger, by a certificate of another use, not signed", async function () {
    this.timeout(60_000);
    const changed = Buffer.from(pdf);
    changed[pdf.lastIndexOf("endstream") - 40]! ^= 1;
    await expectCode("paper.altered", judgePaper(changed, ca.cert));
    await expectCode("paper.not-signed", judgePaper(pdf.subarray(0, -1), ca.cert));
    await expectCode("paper.not-signed", judgePaper(Buffer.concat([pdf, Buffer.from("\n%")]), ca.cert));
    await expectCode("paper.not-signed", judgePaper(Buffer.from("%PDF-1.7\nnothing"), ca.cert));
    await expectCode("paper.not-signed", judgePaper(Buffer.alloc(0), ca.cert));
    const stranger = await DevelopmentCa.open(join(folder, "stranger"), systemClock, systemRandom);
    const forged = await issuePaper(PAPER, await stranger.document("issuing-server"));
    await expectCode("paper.unknown-signer", judgePaper(forged.pdf, ca.cert));
    const byClient = await issuePaper(PAPER, await ca.client("kiosk"));
    await expectCode("paper.no-signing-certificate", judgePaper(byClient.pdf, ca.cert));
  });

  it("sets 〓 for a character that no face has, and names it for a person to look at", async () => {
    const lines = [{ label: "氏名", text: "\u{e001}見　葛\u{e0102}子" }];
    const { replaced, pdf: signed } = await issuePaper({ ...PAPER, lines }, signer);
    expect(replaced).to.deep.equal(["\u{e001}", "葛\u{e0102}"]);
    await judgePaper(signed, ca.cert);
  });

  for (const [day, text] of [
    ["20260401", "令和8年4月1日"],
    ["20190501", "令和元年5月1日"],
    ["20190430", "平成31年4月30日"],
    ["19890107", "昭和64年1月7日"],
    ["19261225", "昭和元年12月25日"],
    ["18670101", "1867年1月1日"],
  ] as const) {
    it(`writes ${day} as ${text}`, () => {
      expect(dayInEra(day)).to.equal(text);
    });
  }
});
