import { fromHex } from "#card/bytes/bytes.js";
import { describeApdu } from "#card/trace/index.js";
import type { RunEvidence, ScenarioEvidence, StepEvidence } from "#harness/evidence/types.js";

const apdu = (command: string, response?: string) => ({
  card: "hanako",
  ...describeApdu(fromHex(command), response === undefined ? undefined : fromHex(response)),
});

const step = (
  index: number,
  action: string,
  ja: string,
  en: string,
  more: Partial<StepEvidence> = {},
): StepEvidence => ({
  index,
  action,
  title: { ja, en },
  summary: { ja: "完了", en: "done" },
  requirements: [],
  outcome: "passed",
  apdus: [],
  frames: [],
  audit: [],
  at: "2026-04-01T00:00:00.000Z",
  durationMs: 3.2,
  ...more,
});

const base = {
  file: "scenarios/counter/sample.yaml",
  fileDigest: "00".repeat(32),
  seed: "sample",
  digest: "AB".repeat(32),
  durationMs: 812,
};

const loaded: ScenarioEvidence = {
  ...base,
  id: "sample.load",
  title: { ja: "カードAPの搭載", en: "Loading a card application" },
  purpose: { ja: "報告書の見本。", en: "A sample for the report." },
  requirements: ["R-AP-08", "R-USE-03", "X-05"],
  outcome: "passed",
  steps: [
    step(1, "login", "操作者がログインする", "an operator logs in", {
      requirements: ["R-OPR-03"],
      frames: [
        {
          direction: "sent",
          party: "terminal",
          kind: "request",
          method: "session.login",
          body: { municipality: "13101", operatorId: "senior", password: "[secret]" },
        },
        {
          direction: "received",
          party: "terminal",
          kind: "answer",
          method: "session.login",
          body: { roles: ["senior"] },
        },
      ],
      audit: [
        {
          sequence: 1,
          at: "2026-04-01T00:00:00.000Z",
          event: "session.login",
          outcome: "ok",
          actor: "senior",
          facts: {},
        },
      ],
    }),
    step(2, "load", "カードAPを搭載する", "the card application is loaded", {
      requirements: ["R-AP-08", "R-USE-03"],
      summary: { ja: "図書館カードを搭載、残り3,120オクテット", en: "library card loaded, 3,120 octets left" },
      apdus: [
        apdu("00A4040008F04D41444F1013101F00", "9000"),
        apdu("8050010008A1B2C3D4E5F60718", "000102030405060708090A0B0C0D0E0F1011121314151617189000"),
        apdu("84E60200081122334455667788", "9000"),
        apdu("84E800001044556677889900AABBCCDDEEFF0011223344", "9000"),
        apdu("84E2800110112233445566778899AABBCCDDEEFF00", "9000"),
        apdu("00200080 04 32353830", "63C2"),
      ],
    }),
  ],
};

const torn: ScenarioEvidence = {
  ...base,
  id: "sample.torn",
  title: { ja: "搭載中にカードが抜かれる", en: "The card is pulled in the middle of a load" },
  requirements: ["X-28"],
  outcome: "failed",
  steps: [
    step(1, "load", "搭載の途中でカードを抜く", "the card is pulled while it is loaded", {
      outcome: "failed",
      apdus: [{ ...apdu("84E8000102AABB"), fault: true }],
      failure: {
        message: { ja: "期待したエラーと異なります", en: "the error is not the one expected" },
        expected: "reader.card-removed",
        actual: "reader.deadline",
        file: "scenarios/counter/sample.yaml",
        line: 42,
      },
    }),
    step(2, "remove", "カードを取り出す", "the card is taken out", { outcome: "skipped" }),
  ],
};

const skipped: ScenarioEvidence = {
  ...base,
  id: "sample.skipped",
  title: { ja: "旧方式のカード", en: "A card of the old dialect" },
  requirements: ["R-CARD-05"],
  outcome: "skipped",
  skipReason: { ja: "この環境は gp-scp02 に対応していません。", en: "This target has no gp-scp02." },
  steps: [],
};

/** A run with a passed, a failed and a skipped scenario, for the tests of the reports. */
export const sampleRun: RunEvidence = {
  format: "madoguchi-run/1",
  product: { name: "madoguchi", version: "0.0.0" },
  target: "memory",
  startedAt: "2026-11-23T15:00:00.000Z",
  durationMs: 1624,
  environment: { Node: "20.20.2", platform: "linux x64" },
  scenarios: [loaded, torn, skipped],
};
