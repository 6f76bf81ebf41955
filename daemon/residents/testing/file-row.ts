import type { ResidentCore } from "../../store/records.js";

/** A line of a resident file, for tests. */
export const fileRow = (residentId: string, over: object = {}): ResidentCore => ({
  residentId,
  name: "見本 太郎",
  kana: "ミホン タロウ",
  address: "星見市1-1",
  birth: "1980-01-02",
  sex: "1",
  ...over,
});
