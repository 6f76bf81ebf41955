/** A value that must not be where it does not belong, in the encodings that it may have taken there. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly { readonly encoding: string; readonly octets: Buffer }[];
}

/** Of a base64 text that stands anywhere in a longer one, the part that does not depend on its neighbours, for each of three positions. */
function base64Forms(octets: Buffer): { encoding: string; octets: Buffer }[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), octets])
      .toString("base64")
      .replace(/=+$/, "");
    // Characters that hold bits of what stands before or behind are cut off.
    const stable = text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + octets.length) * 8) / 6));
    const url = stable.replaceAll("+", "-").replaceAll("/", "_");
    return [
      { encoding: `base64+${shift}`, octets: Buffer.from(stable, "latin1") },
      ...(url === stable ? [] : [{ encoding: `base64url+${shift}`, octets: Buffer.from(url, "latin1") }]),
    ];
  });
}

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");

function hexForms(octets: Buffer): { encoding: string; octets: Buffer }[] {
  const hex = octets.toString("hex");
  return [hex, hex.toUpperCase()].flatMap((text) => [
    { encoding: "hex", octets: Buffer.from(text, "latin1") },
    { encoding: "hex in UTF-16", octets: utf16(text) },
  ]);
}

/** A text: a password, a name, a number. Eight octets or more, or chance finds it. */
export function textCanary(name: string, text: string): Canary {
  const octets = Buffer.from(text, "utf8");
  const escaped = [...text].map((sign) => (sign > "\u007f" ? `\\u${sign.charCodeAt(0).toString(16)}` : sign)).join("");
  return {
    name,
    forms: [
      { encoding: "UTF-8", octets },
      { encoding: "UTF-16LE", octets: utf16(text) },
      { encoding: "UTF-16BE", octets: utf16(text).swap16() },
      ...(escaped === text ? [] : [{ encoding: "JSON escapes", octets: Buffer.from(escaped, "latin1") }]),
      ...hexForms(octets),
      ...base64Forms(octets),
    ],
  };
}

/** Octets: a key. */
export function octetCanary(name: string, value: Uint8Array): Canary {
  const octets = Buffer.from(value);
  return { name, forms: [{ encoding: "octets", octets }, ...hexForms(octets), ...base64Forms(octets)] };
}

/** A canary that was found. */
export interface Finding {
  readonly canary: string;
  readonly where: string;
  readonly encoding: string;
  readonly offset: number;
}

/** Every canary in these octets, the first place of each encoding. `at` is the offset of the octets in what they are part of. */
export function scanOctets(octets: Buffer, where: string, canaries: readonly Canary[], at = 0): Finding[] {
  return canaries.flatMap(({ name, forms }) =>
    forms.flatMap(({ encoding, octets: form }) => {
      const offset = octets.indexOf(form);
      return offset === -1 ? [] : [{ canary: name, where, encoding, offset: at + offset }];
    }),
  );
}

/** The longest form, less one: how much two pieces of a long text must overlap. */
export function overlapOf(canaries: readonly Canary[]): number {
  return Math.max(1, ...canaries.flatMap(({ forms }) => forms.map(({ octets }) => octets.length))) - 1;
}
