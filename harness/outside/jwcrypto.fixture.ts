import { spawnSync } from "node:child_process";
import type { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";

/** Debian's Python has Debian's modules; another one on the path may not. */
const PYTHON = "/usr/bin/python3";
const MODULE = "/usr/lib/python3/dist-packages/jwcrypto";

const IMPORTS = `
import sys, json
from jwcrypto import jwk, jws, jwe
given = json.load(sys.stdin)
key = lambda name: jwk.JWK.from_pem(given[name].encode())
`;

/** Seals as a program would that knows RFC 7515 and RFC 7516 and nothing of ours. */
export const SEAL = `${IMPORTS}
signed = jws.JWS(given["content"].encode())
signed.add_signature(key("signer"), None, json.dumps({"alg": given["sig"]}), None)
sealed = jwe.JWE(signed.serialize(compact=True).encode(), json.dumps({"alg": given["alg"], "enc": given["enc"], "cty": "JWS"}))
sealed.add_recipient(key("recipient"))
print(sealed.serialize(compact=True))
`;

export const OPEN = `${IMPORTS}
for line in given["file"].splitlines():
    outer = jwe.JWE()
    outer.deserialize(line, key("recipient"))
    inner = jws.JWS()
    inner.deserialize(outer.payload.decode(), key("signer"))
    sys.stdout.write(inner.payload.decode())
`;

/** Runs one of these programs. Throws with what it said. */
export function python(program: string, given: object): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", program], {
    input: JSON.stringify(given),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** A key as PEM: PKCS #8 or SPKI. */
export const pem = (key: KeyObject) =>
  key.export(key.type === "private" ? { type: "pkcs8", format: "pem" } : { type: "spki", format: "pem" }).toString();

/** Whether Debian's python3-jwcrypto is here. */
export const hasJwcrypto = (): boolean => existsSync(PYTHON) && existsSync(MODULE);
