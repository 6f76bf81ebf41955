import { readFileSync } from "node:fs";
import { peopleErrors } from "../errors.js";
import type { CardImages } from "../person.js";
import { PEOPLE_FOLDER, type TestResident } from "../residents.js";
import { drawingDigest, drawings, type ImageName } from "./drawings.js";

type Manifest = Readonly<Record<string, Partial<Record<ImageName, string>>>>;

/** The committed images of a resident. Throws `people.no-image` when one is missing or shows other data than the resident's. */
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
