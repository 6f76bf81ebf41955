import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { MadoguchiError } from "#card/errors/madoguchi-error.js";
import { parseCalendar, readCalendar } from "./calendar-file.js";
import { clockTime, judge, minutesOf } from "./opening-hours.js";

const run = promisify(execFile);
const at = (text: string): number => Date.parse(`${text}+09:00`);

/** The border cases of the guide and of, in Japan's time. */
const BORDERS: readonly (readonly [moment: string, open: boolean])[] = [
  ["2026-04-01T06:29:59", false],
  ["2026-04-01T06:30:00", true],
  ["2026-04-01T22:59:59", true],
  ["2026-04-01T23:00:00", false],
  ["2026-04-05T20:00:00", true], // a Sunday
  ["2026-05-05T20:00:00", true], // a national holiday
  ["2026-12-28T22:59:59", true],
  ["2026-12-29T12:00:00", false],
  ["2026-12-31T12:00:00", false],
  ["2027-01-01T12:00:00", false],
  ["2027-01-03T22:59:59", false],
  ["2027-01-04T06:30:00", true],
];

describe("Opening hours", () => {
  const convenience = readCalendar("convenience");

  for (const [moment, open] of BORDERS) {
    it(`convenience issuing is ${open ? "open" : "closed"} at ${moment} in Japan (R-KIOSK-05, R-KIOSK-06, R-KIOSK-08, A-01, A-02)`, () => {
      expect(judge(convenience, at(moment)).open).to.equal(open);
    });
  }

  for (const zone of ["UTC", "Pacific/Honolulu", "Pacific/Kiritimati", "America/New_York"]) {
    it(`the host's time zone ${zone} changes none of it (X-26)`, async () => {
      const script = [
        `import { judge } from "#harness/doubles/opening-hours/opening-hours.js";`,
        `import { readCalendar } from "#harness/doubles/opening-hours/calendar-file.js";`,
        `const calendar = readCalendar("convenience");`,
        `const moments = ${JSON.stringify(BORDERS.map(([moment]) => at(moment)))};`,
        `console.log(JSON.stringify([new Date(0).getTimezoneOffset(), ...moments.map((one) => judge(calendar, one).open)]));`,
      ].join("\n");
      const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
        env: { PATH: process.env["PATH"], TZ: zone },
      });
      const [offset, ...verdicts] = JSON.parse(stdout) as [number, ...boolean[]];
      if (zone !== "UTC") expect(offset, "the zone took effect").not.to.equal(0);
      expect(verdicts).to.deep.equal(BORDERS.map(([, open]) => open));
    });
  }

  it("the day's rule comes before the hour's, and says which closure it is", () => {
    expect(judge(convenience, at("2026-12-31T03:00:00"))).to.deep.include({ open: false, why: "day" });
    expect(judge(convenience, at("2026-12-28T03:00:00"))).to.deep.include({ open: false, why: "hour" });
  });

  it("machine and counter keep their own calendars (R-KIOSK-12, R-KIOSK-13, R-VEND-02, R-VEND-03, X-27)", () => {
    expect(judge(readCalendar("machine"), at("2027-01-01T02:00:00")).open).to.equal(true);
    expect(judge(readCalendar("office"), at("2026-12-29T09:00:00")).open).to.equal(true);
    expect(judge(readCalendar("office"), at("2026-04-01T20:00:00")).open).to.equal(false);
  });

  it("a kind of certificate may have hours of its own, and a closure a year of its own", () => {
    const calendar = parseCalendar(
      [
        "id: town",
        "name: { ja: 町, en: Town }",
        'hours: { from: "06:30", until: "23:00" }',
        "closures:",
        "  - { from: 12-30, to: 01-02, year: 2026, name: { ja: 年末年始, en: New Year } }",
        'kinds: { seal: { from: "09:00", until: "17:00" } }',
      ].join("\n"),
      "town.yaml",
    );
    expect(judge(calendar, at("2026-04-01T20:00:00"), "seal").open).to.equal(false);
    expect(judge(calendar, at("2026-04-01T20:00:00"), "resident").open).to.equal(true);
    expect(judge(calendar, at("2026-01-02T12:00:00")).open, "the year before").to.equal(true);
    expect(judge(calendar, at("2027-01-02T12:00:00")).open).to.equal(false);
    expect(judge(calendar, at("2027-12-30T12:00:00")).open, "the year after").to.equal(true);
  });

  const good = 'id: a\nname: { ja: あ, en: a }\nhours: { from: "06:30", until: "23:00" }\n';
  for (const [what, text] of [
    ["no hours", "id: a\nname: { ja: あ, en: a }\n"],
    ["an hour that is none", good.replace("23:00", "25:00")],
    ["hours that end before they begin", good.replace("23:00", "06:00")],
    ["30 February", `${good}closures: [{ from: 02-30, to: 03-01, name: { ja: あ, en: a } }]\n`],
    ["month 13", `${good}closures: [{ from: 13-01, to: 13-02, name: { ja: あ, en: a } }]\n`],
    ["an unknown field", `${good}weekends: closed\n`],
    ["no YAML", "{{"],
  ] as const) {
    it(`a calendar file with ${what} is refused at its place`, () => {
      try {
        parseCalendar(text, "town.yaml");
      } catch (error) {
        expect(error).to.be.instanceOf(MadoguchiError);
        const { code, details } = error as MadoguchiError;
        expect(code).to.match(/^scenario\./);
        expect(details).to.include({ file: "town.yaml" });
        expect(details["line"]).to.be.a("number");
        return;
      }
      expect.fail("it was taken");
    });
  }

  it("times are read and written alike", () => {
    for (const minutes of [0, 390, 1380, 1440]) expect(minutesOf(clockTime(minutes))).to.equal(minutes);
    for (const text of ["6:30", "24:01", "12:60", "noon"]) expect(minutesOf(text)).to.equal(undefined);
  });
});
