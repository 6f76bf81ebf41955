import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import { expect } from "chai";
import { type Clock, systemClock, VirtualClock } from "#card/ports/clock.js";
import { systemRandom } from "#card/ports/random.js";
import { withDirectory } from "../store/testing/samples.js";
import { certificateFingerprint, DevelopmentCa, developmentIdentity, readTlsFiles, tlsPolicy } from "./index.js";

const open = (directory: string, clock: Clock = systemClock) => DevelopmentCa.open(directory, clock, systemRandom);

interface Outcome {
  readonly error?: string | undefined;
  readonly protocol?: string | null;
  readonly authorized?: boolean | undefined;
  readonly cn?: unknown;
}

/** Shakes hands with a server of `data`'s development CA; gives the protocol and who the server saw, or the client's error code. */
async function handshake(
  data: string,
  client: { ca?: string; servername?: string; identity?: { cert: string; key: string } },
): Promise<Outcome> {
  const own = await developmentIdentity(data, "127.0.0.1", systemClock, systemRandom);
  const server = createServer({ ...own, ...tlsPolicy(), requestCert: true, rejectUnauthorized: false }).listen(
    0,
    "127.0.0.1",
  );
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  const seen = once(server, "secureConnection").catch(() => []);
  try {
    const { port } = server.address() as AddressInfo;
    const { servername = "localhost", ca = own.ca, identity } = client;
    const socket = connect({ port, host: "127.0.0.1", servername, ca, ...identity });
    try {
      await once(socket, "secureConnect");
    } catch (error) {
      return { error: (error as NodeJS.ErrnoException).code };
    }
    const [peer] = (await seen) as TLSSocket[];
    peer?.on("error", () => undefined);
    const result = {
      protocol: socket.getProtocol(),
      authorized: peer?.authorized,
      cn: peer?.getPeerCertificate().subject?.CN,
    };
    socket.destroy();
    peer?.destroy();
    return result;
  } finally {
    server.close();
  }
}

describe("The development CA", function () {
  this.timeout(60_000);

  it("makes a server that clients who trust it talk to, by TLS 1.3", () =>
    withDirectory(async (data) => {
      expect(await handshake(data, {})).to.include({ protocol: "TLSv1.3", authorized: false });
    }));

  it("makes client certificates that the server knows as its own, and no other's", () =>
    withDirectory(async (data) => {
      const ours = await open(join(data, "development-ca"));
      const theirs = await open(join(data, "another-ca"));
      expect(await handshake(data, { identity: await ours.client("library") })).to.include({
        authorized: true,
        cn: "library",
      });
      expect(await handshake(data, { identity: await theirs.client("library") })).to.include({ authorized: false });
    }));

  it("is refused by a client that trusts another CA or means another host", () =>
    withDirectory(async (data) => {
      const other = await open(join(data, "another-ca"));
      expect((await handshake(data, { ca: other.cert })).error).to.match(/UNABLE_TO_VERIFY|SELF_SIGNED/);
      expect(await handshake(data, { servername: "elsewhere" })).to.deep.equal({
        error: "ERR_TLS_CERT_ALTNAME_INVALID",
      });
    }));

  it("passes the strict check of openssl", function () {
    return withDirectory(async (directory) => {
      const ca = await open(directory);
      await ca.server("server", ["localhost", "127.0.0.1"]);
      const files = ["-CAfile", join(directory, "ca.pem"), join(directory, "server.pem")];
      try {
        execFileSync("openssl", ["version"]);
      } catch {
        return this.skip();
      }
      const verdict = execFileSync("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", ...files], {
        encoding: "utf8",
      });
      expect(verdict).to.match(/: OK/);
    });
  });

  it("keeps what it made, private keys for their owner alone, and renews a month before the end", () =>
    withDirectory(async (directory) => {
      const clock = new VirtualClock("2026-04-01T00:00:00Z");
      const first = await (await open(directory, clock)).client("library");
      expect(await (await open(directory, clock)).client("library")).to.deep.equal(first);
      if (process.platform !== "win32")
        expect(statSync(join(directory, "library-key.pem")).mode & 0o777).to.equal(0o600);
      clock.advance(370 * 86_400_000);
      const renewed = await (await open(directory, clock)).client("library");
      expect(certificateFingerprint(renewed.cert)).not.to.equal(certificateFingerprint(first.cert));
    }));
});

describe("A configured certificate", function () {
  this.timeout(60_000);
  const code = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error) => error.code,
    );

  it("is taken with its own key in its time, and refused with the reason otherwise", () =>
    withDirectory(async (directory) => {
      const clock = new VirtualClock("2026-04-01T00:00:00Z");
      const ca = await open(directory, clock);
      await ca.server("server", ["localhost"]);
      await ca.client("other");
      const at = (name: string) => join(directory, name);
      const files = { cert: at("server.pem"), key: at("server-key.pem"), ca: at("ca.pem") };
      expect(await code(readTlsFiles(files, clock))).to.equal("done");
      expect(await code(readTlsFiles({ ...files, key: at("other-key.pem") }, clock))).to.equal("tls.mismatch");
      writeFileSync(at("text.pem"), "no certificate");
      expect(await code(readTlsFiles({ ...files, ca: at("text.pem") }, clock))).to.equal("tls.unreadable");
      clock.advance(400 * 86_400_000);
      expect(await code(readTlsFiles(files, clock))).to.equal("tls.expired");
    }));
});
