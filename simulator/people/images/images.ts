import { readFileSync } from "node:fs";
import { peopleErrors } from "../errors.js";
import { isSeedName } from "../generated/traits.js";
import type { CardImages } from "../person.js";
import { PEOPLE_FOLDER, type TestResident } from "../residents.js";
import { composeTexts } from "./compose.js";
import { drawingDigest, drawings, type ImageName } from "./drawings.js";

type Manifest = Readonly<Record<string, Partial<Record<ImageName, string>>>>;

/** The house's resident whose face a generated one has. */
function faceLike(resident: TestResident, manifest: Manifest, digest: string): string {
  const found = Object.entries(manifest).find(([, drawn]) => drawn.face === digest);
  if (found === undefined) throw peopleErrors.error("no-image", { resident: resident.id, image: "face" });
  return found[0];
}

/**
 * The images of a resident: those that were drawn for one of the house, or those put together for a generated one.
 * Throws `people.no-image` when one is missing or shows other data than the resident's.
 */
export function loadImages(resident: TestResident, folder = PEOPLE_FOLDER): CardImages {
  const read = (path: string) => {
    try {
      return readFileSync(`${folder}images/${path}`);
    } catch (error) {
      throw peopleErrors.error("no-image", { file: `images/${path}` }, { cause: error });
    }
  };
  const manifest = JSON.parse(read("manifest.json").toString("utf8")) as Manifest;
  const drawn = drawings(resident);
  if (isSeedName(resident.id)) {
    const face = read(`${faceLike(resident, manifest, drawingDigest(drawn.face))}/face.jp2`);
    return { ...composeTexts(resident), face: new Uint8Array(face) };
  }
  const image = (name: ImageName, extension: string) => {
    const file = `${resident.id}/${name}.${extension}`;
    if (manifest[resident.id]?.[name] !== drawingDigest(drawn[name])) {
      throw peopleErrors.error("no-image", { file: `images/${file}` });
    }
    return new Uint8Array(read(file));
  };
  return {
    name: image("name", "png"),
    address: image("address", "png"),
    individualNumber: image("number", "png"),
    securityCode: image("code", "png"),
    face: image("face", "jp2"),
  };
}
