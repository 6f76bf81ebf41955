import { SignPdf } from "@signpdf/signpdf";
import { Signer } from "@signpdf/utils";
import forge from "node-forge";
import type { Identity } from "#daemon/tls/index.js";
import { type Drawn, drawPaper } from "./draw-paper.js";
import type { Paper } from "./paper.js";

/** A CMS signature (RFC 5652) over all octets of the file but its own, with SHA-256 and RSA. */
class CmsSigner extends Signer {
  readonly #identity: Identity;

  constructor(identity: Identity) {
    super();
    this.#identity = identity;
  }

  override async sign(pdf: Buffer, signingTime = new Date()): Promise<Buffer> {
    const { oids } = forge.pki;
    const signed = forge.pkcs7.createSignedData();
    signed.content = forge.util.createBuffer(pdf.toString("latin1"));
    signed.addCertificate(this.#identity.cert);
    signed.addSigner({
      key: this.#identity.key,
      certificate: this.#identity.cert,
      digestAlgorithm: oids["sha256"]!,
      authenticatedAttributes: [
        { type: oids["contentType"]!, value: oids["data"]! },
        { type: oids["signingTime"]!, value: signingTime as unknown as string },
        { type: oids["messageDigest"]! },
      ],
    });
    signed.sign({ detached: true });
    return Buffer.from(forge.asn1.toDer(signed.toAsn1()).getBytes(), "latin1");
  }
}

/** Puts a certificate on paper and signs it; whoever changes one octet of it is found by `judgePaper`. */
export async function issuePaper(paper: Paper, signer: Identity): Promise<Drawn> {
  const { pdf, replaced } = await drawPaper(paper);
  const signed = await new SignPdf().sign(pdf, new CmsSigner(signer), new Date(paper.issuedAt));
  return { pdf: signed, replaced };
}
