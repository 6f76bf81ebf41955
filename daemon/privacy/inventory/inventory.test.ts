import { expect } from "chai";
import { declared, inventoryGaps, inventoryOf } from "./inventory.js";
import { currentInventory, currentSchemas } from "./read-schema.js";
import { bases, keepings, purposes } from "./terms.js";

describe("The data inventory", function () {
  this.timeout(20_000);

  it("says of every column of every table what it is held for, on what basis, and how long (R-PRIV-02, R-PRIV-08, R-ACT-10)", async () => {
    const schemas = await currentSchemas();
    for (const name of Object.keys(declared) as (keyof typeof declared)[]) {
      const advice = `${name}: declare it in daemon/privacy/inventory with purpose, basis and keeping`;
      expect(inventoryGaps(schemas[name], declared[name]), advice).to.deep.equal([]);
    }
    const columns = Object.values(await currentInventory()).flatMap((tables) => tables.flatMap((one) => one.columns));
    expect(columns.length).to.be.greaterThan(150);
    for (const { purpose, basis, keep } of columns) {
      for (const { ja, en } of [purpose, basis, keep]) expect([ja, en]).not.to.include("");
    }
  });

  it("fails for a stored column with nothing declared, in an old table or a new one, and for words about none (R-ACT-10, R-PRIV-08)", async () => {
    const schema = (await currentSchemas())["madoguchi.sqlite"];
    const tables = declared["madoguchi.sqlite"];
    const more = { ...schema, residents: [...schema["residents"]!, "phone"], diaries: ["text"] };
    expect(inventoryGaps(more, tables)).to.deep.equal([
      "residents.phone: nothing is declared",
      "diaries.text: nothing is declared",
    ]);
    const { residents: _, ...fewer } = schema;
    expect(inventoryGaps(fewer, tables)).to.include("residents.name: is not stored");
    expect(() => inventoryOf(more, tables)).to.throw(TypeError, "residents.phone");
  });

  it("rests each personal column on a law, and none on nothing (R-PRIV-02)", async () => {
    const personal = Object.values(await currentInventory())
      .flatMap((tables) => tables.flatMap(({ table, columns }) => columns.map((column) => ({ table, ...column }))))
      .filter(({ whose }) => whose !== undefined);
    expect(personal.filter(({ basis }) => basis.en === bases.none.en)).to.deep.equal([]);
    for (const column of ["name", "kana", "address", "birth", "sex", "residentId", "items"]) {
      const found = personal.find((one) => one.table === "residents" && one.column === column);
      expect(found?.whose, column).to.equal("resident");
    }
    // The Act by its name as the guide prints it.
    expect(bases.act.ja).to.contain("行政機関の保有する電子計算機処理に係る個人情報保護に関する法律");
  });

  it("has no term that nothing uses", () => {
    const text = JSON.stringify(declared);
    for (const term of [...Object.keys(purposes), ...Object.keys(bases), ...Object.keys(keepings)]) {
      expect(text, term).to.contain(`"${term}"`);
    }
  });
});
