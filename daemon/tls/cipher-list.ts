import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { problemDetails, readYaml } from "#card/yaml/yaml-document.js";
import { tlsErrors } from "./tls-errors.js";

/** The list that comes with the product; it lies beside the sources, not in the compiled tree. */
const PRODUCT_LIST = fileURLToPath(new URL("../../../daemon/tls/cryptrec.yaml", import.meta.url));

const text = z.string().min(1);
/** OpenSSL takes such names joined by colons; one name must not bring another with it. */
const name = z.string().regex(/^[A-Za-z0-9_-]+$/);
const oid = z.string().regex(/^[0-2](\.\d+)+$/);
/** The algorithms of the list that a thing stands on: with one of them struck, it is struck too. */
const of = z.array(text).min(1);

const listFile = z.strictObject({
  edition: text,
  published: z.iso.date(),
  source: text.optional(),
  algorithms: z.array(text).min(1),
  minVersion: z.enum(["TLSv1.2", "TLSv1.3"]),
  ciphers: z.array(z.strictObject({ name, of })),
  groups: z.array(z.strictObject({ name, alias: name, of })),
  signatures: z.array(z.strictObject({ name, of })),
  certificates: z.array(z.strictObject({ name: text, oid, hash: oid.optional(), of })),
  keys: z.strictObject({ rsaBits: z.int().min(2048), curves: z.array(name) }),
});

/** What TLS links may use: everything in it stands on algorithms of the named edition alone. */
export type CipherList = z.output<typeof listFile>;

/**
 * Reads a list of recommended ciphers: the product's own, or another edition. What stands on an algorithm that is not in it is left out
 * (R-CRYPT-02). Throws `tls.bad-list`, and `tls.nothing-left` when no connection could be made any more.
 */
export function readCipherList(file = PRODUCT_LIST): CipherList {
  let yaml: string;
  try {
    yaml = readFileSync(file, "utf8");
  } catch (cause) {
    throw tlsErrors.error("unreadable", { file }, { cause });
  }
  const { value, problems } = readYaml(yaml, listFile);
  if (value === undefined) throw tlsErrors.error("bad-list", problemDetails(file, problems));
  const listed = <T extends { readonly of: readonly string[] }>(all: readonly T[]): T[] =>
    all.filter((one) => one.of.every((algorithm) => value.algorithms.includes(algorithm)));
  const list = {
    ...value,
    ciphers: listed(value.ciphers),
    groups: listed(value.groups),
    signatures: listed(value.signatures),
    certificates: listed(value.certificates),
  };
  for (const what of ["ciphers", "groups", "signatures", "certificates"] as const) {
    if (list[what].length === 0) throw tlsErrors.error("nothing-left", { what, edition: list.edition });
  }
  return list;
}
