import { after, afterEach, before, beforeEach } from "mocha";
import { TestPki } from "../municipality/test-pki.js";
import { DaemonInTest } from "./daemon-in-test.js";

/** Starts a daemon before all tests of the `describe` that this is called in, or before each of them, hands it over, and ends it afterwards. */
export function daemonFor(tests: "all" | "each", use: (daemon: DaemonInTest) => void): void {
  let pki: TestPki;
  let daemon: DaemonInTest;
  before(async () => {
    pki = await TestPki.create();
  });
  after(() => pki.close());
  const [first, last] = tests === "all" ? [before, after] : [beforeEach, afterEach];
  first(async () => {
    daemon = await new DaemonInTest(pki).start();
    use(daemon);
  });
  last(() => daemon.stop());
}
