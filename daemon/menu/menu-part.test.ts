import { expect } from "chai";
import type { Call, OperatorSession } from "../api/call.js";
import type { Store } from "../store/repositories.js";
import { menuPart } from "./menu-part.js";

const TOWNS = [
  { code: "13101", name: "星見市" },
  { code: "13102", name: "月見町" },
];
const ADMIN = { roles: ["administrator", "senior"], withdrawn: [] };

/** The menu over towns of which some are initialised. */
function menus(initialised: (code: string) => boolean) {
  let ids = 0;
  const store = { of: () => ({ operators: { find: async () => ADMIN } }) } as unknown as Store;
  return menuPart({
    municipalities: TOWNS,
    initialised: async (code) => initialised(code),
    store,
    tuning: { current: () => ({ version: 0, hash: "", set: {} }) },
    newId: () => String(ids++),
  });
}

const sessionAt = (municipality: string) =>
  ({ kind: "operator", id: municipality, operatorId: "op", name: "op", municipality, roles: [] }) as OperatorSession;
const callOf = (municipality: string) =>
  ({ session: sessionAt(municipality), permit: async () => {}, target: () => {} }) as unknown as Call;

describe("A menu", () => {
  const get = (part: ReturnType<typeof menus>, town: string) => part.handlers["menu.get"]!({}, callOf(town) as never);
  const code = (work: Promise<unknown>) =>
    work.then(
      () => "ok",
      (error) => error.code,
    );

  it("names in its footer the municipality that is logged in, and never another one of a joint system (R-MENU-12, X-24)", async () => {
    const part = menus(() => true);
    for (const { code, name } of [...TOWNS, ...TOWNS]) {
      const { footer } = await get(part, code);
      expect([footer.text, footer.municipality.code]).to.deep.equal([`${name}: OP0501`, code]);
    }
  });

  it("lets system settings be used before the initial setting is complete, and cards only after it, in each municipality for itself (R-MENU-09, R-SYS-20)", async () => {
    const part = menus((town) => town === "13101");
    const states = async (town: string) =>
      (await get(part, town)).rows.map(({ operable, closed }) => [operable, closed].filter(Boolean).join(" "));
    expect(await states("13101")).to.deep.equal(["true", "true", "true", "initialised"]);
    expect(await states("13102")).to.deep.equal(["not-initialised", "true", "true", "true"]);
    const open = async (town: string, row: string, chosen: string) => {
      const { press } = await get(part, town);
      return code(part.handlers["menu.open"]!({ row, function: chosen, press }, callOf(town) as never));
    };
    expect(await open("13101", "system-settings", "area-keys")).to.equal("menu.initial-setting-only");
    expect(await open("13102", "system-settings", "area-keys")).to.equal("ok");
    expect(await open("13102", "card-operation", "card-load")).to.equal("menu.not-initialised");
    expect(await open("13101", "card-operation", "card-load")).to.equal("ok");
  });

  it("is none for a business system (R-MENU-11)", async () => {
    const call = { session: { kind: "system" } } as unknown as Call;
    expect(await code(menus(() => true).handlers["menu.get"]!({}, call as never))).to.equal("menu.no-menu");
  });
});
