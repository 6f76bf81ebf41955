import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** Mocha's dots and failures, and the counts as JSON in the file that MADOGUCHI_TEST_COUNTS names. */
export default class CountingReporter extends Mocha.reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on("pending", (test) => skipped.push(test.titlePath()));
    runner.once("end", () => {
      const { passes, failures } = runner.stats;
      writeFileSync(process.env.MADOGUCHI_TEST_COUNTS, JSON.stringify({ passed: passes, failed: failures, skipped }));
    });
  }
}
