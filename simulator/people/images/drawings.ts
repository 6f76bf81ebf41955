import { createHash } from "node:crypto";
import { cardName } from "../person.js";
import type { TestResident } from "../residents.js";

/** Images of one resident, by the file's stem. */
export type ImageName = "name" | "address" | "number" | "code" | "face";

/** What is drawn for a resident: an SVG of the final size in pixels. All but the face become black and white. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

const FONT = "Noto Sans CJK JP";

/** Digits of 6 x 12 pixels each, as 72 x 12 for 個人番号 and 24 x 12 for the security code (card-facts 1.4). */
function digits(text: string): Drawing {
  const width = 6 * text.length;
  const places = [...text].map((_, index) => 6 * index + 0.3).join(" ");
  const body = `<text x="${places}" y="10.5" font-family="Noto Sans Mono CJK JP" font-size="11">${text}</text>`;
  return svg(width, 12, body);
}

/** Lines of full-width text. */
function lines(text: readonly string[], size: number, width: number): Drawing {
  const step = size + 4;
  const body = text
    .map(
      (line, index) =>
        `<text x="2" y="${step * index + size}" font-family="${FONT}" font-size="${size}">${line}</text>`,
    )
    .join("");
  return svg(width, step * text.length + 2, body);
}

/** Latin letters are narrower than the rest; two thirds leave them room. */
function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, character) => sum + (character <= "~" ? Math.ceil((size * 2) / 3) : size), 0);
}

function svg(width: number, height: number, body: string): Drawing {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return { width, height, svg: `${open}<rect width="${width}" height="${height}" fill="#fff"/>${body}</svg>` };
}

function split(text: string, length: number): string[] {
  const characters = [...text];
  const parts: string[] = [];
  for (let at = 0; at < characters.length; at += length) parts.push(characters.slice(at, at + length).join(""));
  return parts;
}

function face({ hair, shade }: TestResident["face"]): Drawing {
  const grey = `rgb(${shade},${shade},${shade})`;
  const back: Record<typeof hair, string> = {
    short: "",
    long: `<path d="M58 130 Q50 260 62 300 L178 300 Q190 260 182 130 Z" fill="${grey}"/>`,
    curly: [62, 74, 166, 178].map((x) => `<circle cx="${x}" cy="140" r="20" fill="${grey}"/>`).join(""),
    bob: `<path d="M56 120 Q48 200 66 214 L174 214 Q192 200 184 120 Z" fill="${grey}"/>`,
    bun: `<circle cx="120" cy="48" r="26" fill="${grey}"/>`,
  };
  return svg(
    240,
    320,
    `<rect width="240" height="320" fill="#dde"/>${back[hair]}
    <path d="M20 320 Q30 250 95 242 L145 242 Q210 250 220 320 Z" fill="#778"/>
    <rect x="102" y="205" width="36" height="46" fill="#dcb"/>
    <ellipse cx="120" cy="155" rx="56" ry="70" fill="#ecc"/>
    <path d="M62 150 Q60 72 120 70 Q180 72 178 150 Q170 104 120 106 Q70 104 62 150 Z" fill="${grey}"/>
    <circle cx="98" cy="155" r="5"/><circle cx="142" cy="155" r="5"/>
    <path d="M88 140 h20 M132 140 h20" stroke="#333" stroke-width="3"/>
    <path d="M120 160 q-6 18 2 20 M104 198 q16 10 32 0" stroke="#744" stroke-width="3" fill="none"/>
    <g transform="rotate(-28 120 260)"><rect x="-20" y="240" width="280" height="40" fill="#fff" opacity=".8"/>
    <text x="120" y="270" text-anchor="middle" font-family="${FONT}" font-weight="bold" font-size="27">SAMPLE 見本</text></g>`,
  );
}

/** A character that no font has: what a municipality's own 外字 looks like on the face of a card. */
function madeUp(size: number, y: number): string {
  const box = `M${size * 0.15} ${y + size * 0.2} h${size * 0.7} v${size * 0.75} h-${size * 0.7} z`;
  return `<path d="${box} m0 ${size * 0.35} h${size * 0.7} m-${size * 0.35} -${size * 0.5} v${size}" stroke="#000" stroke-width="1.6" fill="none"/>`;
}

/** Characters one below the other, each in a cell of `size` by `size` and the leading, Latin letters at two thirds of the width. */
export function characterColumn(characters: readonly string[], size: number, leading: number): Drawing {
  const step = size + leading;
  const body = characters.map((character, index) => {
    const y = step * index;
    if (/^[\ue000-\uf8ff]/.test(character)) return madeUp(size, y);
    const place = character <= "~" ? `x="${size / 3}" text-anchor="middle"` : 'x="0"';
    const text = character.replace(/[&<]/g, (special) => `&#${special.charCodeAt(0)};`);
    return `<text ${place} y="${y + size - 2}" font-family="${FONT}" font-size="${size}" xml:space="preserve">${text}</text>`;
  });
  return svg(size, step * characters.length, body.join(""));
}

/** The ten digits one below the other, 6 x 12 pixels each, as `digits` sets them. */
export function digitColumn(): Drawing {
  const body = [..."0123456789"].map(
    (digit) =>
      `<text x="0.3" y="${12 * Number(digit) + 10.5}" font-family="Noto Sans Mono CJK JP" font-size="11">${digit}</text>`,
  );
  return svg(6, 120, body.join(""));
}

/** Every drawing of a resident. */
export function drawings(resident: TestResident): Record<ImageName, Drawing> {
  return {
    name: lines([cardName(resident)], 24, textWidth(cardName(resident), 24) + 8),
    address: lines(split(resident.address, 20), 20, 408),
    number: digits(resident.individualNumber),
    code: digits(resident.securityCode),
    face: face(resident.face),
  };
}

/** Digest of what an image was drawn from: tells whether a committed image still belongs to the data. */
export function drawingDigest(drawing: Drawing): string {
  return createHash("sha256").update(drawing.svg).digest("hex");
}
