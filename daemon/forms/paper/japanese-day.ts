const JAPAN = 9 * 3_600_000;

/** Years in which an era began, the day as `MMDD`; before 1868 there is none that we know. */
const ERAS = [
  { name: "令和", from: 20190501, year: 2019 },
  { name: "平成", from: 19890108, year: 1989 },
  { name: "昭和", from: 19261225, year: 1926 },
  { name: "大正", from: 19120730, year: 1912 },
  { name: "明治", from: 18680125, year: 1868 },
] as const;

/** `令和8年4月1日` of `20260401`. A day without an era is written in western years. */
export function dayInEra(day: string): string {
  const [year, month, date] = [day.slice(0, 4), day.slice(4, 6), day.slice(6, 8)].map(Number) as [
    number,
    number,
    number,
  ];
  const era = ERAS.find(({ from }) => Number(day) >= from);
  const count = era === undefined ? `${year}` : `${era.name}${year === era.year ? "元" : year - era.year + 1}`;
  return `${count}年${month}月${date}日`;
}

/** The day in Japan, as `20260401`. */
export const dayOf = (moment: number): string =>
  new Date(moment + JAPAN).toISOString().slice(0, 10).replaceAll("-", "");
