import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunEvidence } from "#harness/evidence/types.js";
import { reportErrors } from "./errors.js";
import { htmlReport, type PageOptions } from "./html/page.js";
import { junitReport } from "./junit/junit.js";

/** Paths of what was written. */
export interface WrittenReports {
  readonly html: string;
  readonly junit: string;
  /** The evidence itself: what both are made from. */
  readonly evidence: string;
}

/** Writes all reports of a run into a folder, each whole or not at all. Throws `report.cannot-write`, `report.no-baseline`. */
export function writeReports(run: RunEvidence, folder: string, options: PageOptions = {}): WrittenReports {
  const contents = {
    html: ["report.html", htmlReport(run, options)],
    junit: ["junit.xml", junitReport(run)],
    evidence: ["run.json", `${JSON.stringify(run, null, 1)}\n`],
  } as const;
  const write = ([name, content]: readonly [string, string]): string => {
    const path = join(folder, name);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${path}.part`, content);
      renameSync(`${path}.part`, path);
    } catch (cause) {
      throw reportErrors.error("cannot-write", { path }, { cause });
    }
    return path;
  };
  return { html: write(contents.html), junit: write(contents.junit), evidence: write(contents.evidence) };
}
