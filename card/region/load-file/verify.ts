import { type KeyObject, verify } from "node:crypto";
import { equal } from "#card/bytes/bytes.js";
import type { CardAppPackage } from "../package.js";
import { encodeContent } from "./encode.js";
import { packageErrors } from "./errors.js";
import { SIGNATURE_LENGTH } from "./format.js";
import { parsePackage } from "./parse.js";
import { instanceSize } from "./size.js";

/**
 * Checks the issuer's signature over the load file and that the fields are those of the load file.
 * Throws `package.bad-signature`, `package.wrong-key-type`, and as `parsePackage` does.
 */
export function verifyPackage(pkg: CardAppPackage, publicKey: KeyObject): void {
  if (publicKey.asymmetricKeyType !== "ed25519" || publicKey.type !== "public") {
    throw packageErrors.error("wrong-key-type", { type: publicKey.asymmetricKeyType ?? publicKey.type });
  }
  parsePackage(pkg.loadFile);
  // 5F37 40 stands before the signature.
  const content = pkg.loadFile.subarray(0, -(SIGNATURE_LENGTH + 3));
  const signature = pkg.loadFile.subarray(-SIGNATURE_LENGTH);
  const isWhatItSays = equal(encodeContent(pkg), content) && pkg.size === instanceSize(pkg);
  if (!isWhatItSays || !verify(null, content, publicKey, signature)) {
    throw packageErrors.error("bad-signature", { version: pkg.version });
  }
}
