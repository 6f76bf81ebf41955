/** A municipality with towns of ours in it: code and name are public, no such town is there. */
export interface Place {
  /** 全国地方公共団体コード, six digits with its check digit. */
  readonly code: string;
  /** Prefecture and municipality, as an address begins. */
  readonly name: string;
  readonly towns: readonly string[];
}

/** Where generated residents live. The first two are those of the house's own residents and of the test municipality. */
export const PLACES: readonly Place[] = [
  { code: "131016", name: "東京都千代田区", towns: ["見本町", "例示町"] },
  { code: "131024", name: "東京都中央区", towns: ["転入町", "架空町"] },
  { code: "011011", name: "北海道札幌市中央区", towns: ["北見本条西", "試験町"] },
  { code: "133086", name: "東京都西多摩郡奥多摩町", towns: ["大字仮名", "大字控"] },
  { code: "261041", name: "京都府京都市中京区", towns: ["見本通例示上る雛形町", "受付通様式下る記入町"] },
  { code: "271276", name: "大阪府大阪市北区", towns: ["雛形", "手本町"] },
  { code: "401331", name: "福岡県福岡市中央区", towns: ["窓口浜", "模擬町"] },
  { code: "472018", name: "沖縄県那覇市", towns: ["字例示", "写町"] },
];

/** A building with as many floors, and flats on each, as its name lets one think of. */
export interface Building {
  readonly name: string;
  readonly floors: number;
  readonly flats: number;
}

export const BUILDINGS: readonly Building[] = [
  { name: "見本ハイツ", floors: 3, flats: 6 },
  { name: "メゾン例示", floors: 5, flats: 8 },
  { name: "コーポ仮名", floors: 2, flats: 4 },
  { name: "窓口タワー", floors: 38, flats: 16 },
];
