import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { findResident, PEOPLE_FOLDER, residentNames } from "../residents.js";
import { loadImages } from "./images.js";

/** Width, height, bit depth and colour type of a PNG (ISO/IEC 15948, 11.2.2). */
function pngHeader(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20), depth: png[24], colour: png[25] };
}

/** An outside program's word on a file of the images' folder; undefined where it is not installed. */
function run(command: string, ...args: string[]): string | undefined {
  const result = spawnSync(command, args, { cwd: `${PEOPLE_FOLDER}images`, encoding: "utf8" });
  return result.error === undefined ? result.stdout + result.stderr : undefined;
}

describe("the images of the test residents", () => {
  for (const name of residentNames()) {
    it(`of ${name} were drawn from the data that stand in the file, and have the card's sizes`, () => {
      const images = loadImages(findResident(name));
      expect(pngHeader(images.individualNumber)).to.deep.equal({ width: 72, height: 12, depth: 1, colour: 0 });
      expect(pngHeader(images.securityCode)).to.deep.equal({ width: 24, height: 12, depth: 1, colour: 0 });
      expect(pngHeader(images.name)).to.include({ depth: 1, colour: 0 });
      expect(pngHeader(images.address)).to.include({ depth: 1, colour: 0 });
      expect(Buffer.from(images.face.subarray(4, 8)).toString("latin1")).to.equal("jP  ");
    });
  }

  it("are refused when the data have changed since they were drawn", () => {
    expect(() => loadImages({ ...findResident("hanako"), address: "東京都千代田区別町１番" })).to.throw(
      /people\.no-image.*hanako\/address\.png/,
    );
    expect(() => loadImages({ ...findResident("hanako"), id: "nobody" })).to.throw("people.no-image");
  });

  it("are sound PNG files to an outside checker, marked as samples", function () {
    const report = run(
      "pngcheck",
      "-t",
      ...residentNames().flatMap((name) => [`${name}/number.png`, `${name}/name.png`]),
    );
    if (report === undefined) return this.skip();
    expect(report).to.contain("No errors were detected");
    expect(report.match(/SAMPLE: fictional test data/g)).to.have.length(2 * residentNames().length);
  });

  it("show the face in JPEG 2000 that OpenJPEG decodes to grey 240 x 320", function () {
    const report = run("opj_decompress", "-i", "hanako/face.jp2", "-o", "/dev/stdout", "-OutFor", "PGM");
    if (report === undefined) return this.skip();
    const dump = run("opj_dump", "-i", "hanako/face.jp2") ?? "";
    expect(dump).to.match(/x1=240, y1=320/);
    expect(dump).to.match(/numcomps=1\b/);
  });
});
