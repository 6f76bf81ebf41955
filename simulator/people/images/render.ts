/**
 * Draws the images of the test residents, and the characters that generated residents' images are put together of, anew, with Debian's librsvg2-bin, netpbm, libopenjp2-tools and fonts-noto-cjk.
 * The images are committed, so that nobody else needs these tools: run it only after a resident's data has changed.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { findResident, PEOPLE_FOLDER, residentNames } from "../residents.js";
import { MARK } from "./compose.js";
import { characterColumn, type Drawing, digitColumn, drawingDigest, drawings, type ImageName } from "./drawings.js";
import { SPRITE_LEADING, spriteCharacters } from "./sprites.js";

const scratch = mkdtempSync(`${tmpdir()}/madoguchi-images-`);

/** Runs a filter; gives its standard output. */
function pipe(command: string, args: readonly string[], input: Uint8Array | string): Buffer {
  return execFileSync(command, args, { input, stdio: ["pipe", "pipe", "ignore"] });
}

function greyscale(drawing: Drawing): Buffer {
  return pipe("ppmtopgm", [], pipe("pngtopnm", [], pipe("rsvg-convert", [], drawing.svg)));
}

function bitmap(drawing: Drawing): Buffer {
  return pipe("pgmtopbm", ["-threshold", "-value", "0.62"], greyscale(drawing));
}

/** PNG of one bit a pixel, as the card's faces are. */
function blackAndWhite(drawing: Drawing): Buffer {
  const text = `${scratch}/mark.txt`;
  writeFileSync(text, `Comment ${MARK}\n`);
  return pipe("pnmtopng", ["-compression", "9", "-text", text], bitmap(drawing));
}

/** JPEG 2000 in its JP2 container, greyscale, about a twelfth of its size. */
function jpeg2000(drawing: Drawing): Buffer {
  writeFileSync(`${scratch}/face.pgm`, greyscale(drawing));
  const target = `${scratch}/face.jp2`;
  execFileSync("opj_compress", ["-i", `${scratch}/face.pgm`, "-o", target, "-r", "14", "-C", MARK], {
    stdio: "ignore",
  });
  return readFileSync(target);
}

const manifest: Record<string, Record<string, string>> = {};
for (const id of residentNames()) {
  const folder = `${PEOPLE_FOLDER}images/${id}`;
  mkdirSync(folder, { recursive: true });
  manifest[id] = {};
  for (const [name, drawing] of Object.entries(drawings(findResident(id))) as [ImageName, Drawing][]) {
    const [extension, octets] = name === "face" ? ["jp2", jpeg2000(drawing)] : ["png", blackAndWhite(drawing)];
    writeFileSync(`${folder}/${name}.${extension}`, octets);
    manifest[id][name] = drawingDigest(drawing);
  }
}
writeFileSync(`${PEOPLE_FOLDER}images/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
for (const size of [24, 20]) {
  const column = characterColumn(spriteCharacters(), size, SPRITE_LEADING);
  writeFileSync(`${PEOPLE_FOLDER}images/characters-${size}.pbm`, bitmap(column));
}
writeFileSync(`${PEOPLE_FOLDER}images/digits.pbm`, bitmap(digitColumn()));
rmSync(scratch, { recursive: true });
