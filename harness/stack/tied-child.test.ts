import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { tiedToUs } from "./tied-child.js";

const MODULE = new URL("./tied-child.js", import.meta.url).href;

/** A process that starts a tied program on its own standard output, tells its pid, and stays. */
const PARENT = `
  import { spawn } from "node:child_process";
  import { tiedToUs } from ${JSON.stringify(MODULE)};
  const { command, args, detached } = tiedToUs("TERM", "sh", ["-c", "echo $$; exec sleep 600"]);
  spawn(command, args, { stdio: ["ignore", "inherit", "ignore"], detached });
  setInterval(() => {}, 1_000_000);
`;

describe("a program tied to its parent", function () {
  this.timeout(20_000);

  it("ends when its parent is killed outright", async function () {
    if (!tiedToUs("TERM", "true", []).detached) {
      this.test!.parent!.title += " (SKIPPED: no setpriv here)";
      this.skip();
    }
    const parent = spawn(process.execPath, ["--input-type=module", "-e", PARENT], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(line));
    expect(() => process.kill(pid, 0)).to.not.throw();
    const exited = once(parent, "exit");
    parent.kill("SIGKILL");
    // The program holds the other end of this pipe: it closes when the program is gone.
    await Promise.all([once(parent.stdout, "close"), exited]);
    expect(parent.signalCode).to.equal("SIGKILL");
  });
});
