import { expect } from "chai";
import type { Right } from "#daemon/api/contract/index.js";
import { methods } from "#daemon/api/contract/index.js";
import { menuRows } from "#daemon/menu/menu-table.js";
import { TestPki } from "../municipality/test-pki.js";
import { CITY, DaemonInTest, type RawClient } from "./daemon-in-test.js";

interface Function {
  readonly id: string;
  readonly label: { readonly ja: string };
  readonly methods: readonly string[];
}

interface Menu {
  readonly title: { readonly ja: string };
  readonly guidance: { readonly ja: string };
  readonly rows: readonly {
    readonly id: string;
    readonly name: { readonly ja: string };
    readonly explanation: { readonly ja: string };
    readonly operable: boolean;
    readonly closed?: string;
    readonly functions: readonly Function[];
    readonly chosen?: string;
    readonly execute: { readonly ja: string };
  }[];
  readonly end: { readonly ja: string };
  readonly footer: { readonly text: string; readonly operatorId: string };
  readonly press: string;
}

describe("The menu (利用環境設定)", function () {
  this.timeout(60_000);
  let pki: TestPki;
  let daemon: DaemonInTest;

  before(async () => {
    pki = await TestPki.create();
    daemon = await new DaemonInTest(pki).start();
  });
  after(async () => {
    await daemon.stop();
    pki.close();
  });

  const clients: RawClient[] = [];
  const as = async (operatorId: string) => {
    const client = await daemon.loggedIn(operatorId);
    clients.push(client);
    return client;
  };
  afterEach(() => {
    for (const { socket } of clients.splice(0)) socket.close();
  });

  const menuOf = async (client: RawClient) => (await client.ask("menu.get")).result as unknown as Menu;
  const shown = ({ rows }: Menu) =>
    rows.map(({ name, functions }) => [name.ja, ...functions.map(({ label }) => label.ja)].join(" "));

  it("has the title, the guidance, four rows in their order, four 実行 and one 終了, as the guide words them (R-MENU-01, R-MENU-02, R-MENU-03, R-MENU-10, R-MENU-11)", async () => {
    const menu = await menuOf(await as("senior"));
    expect(menu.title.ja).to.equal("利用環境設定");
    expect(menu.guidance.ja).to.equal("下記のメニューの中から、利用する業務のボタンを押してください。");
    expect(menu.rows.map(({ name }) => name.ja)).to.deep.equal([
      "カード運用",
      "データ管理",
      "オペレータ管理",
      "システム設定",
    ]);
    expect(menu.rows.map(({ execute }) => execute.ja)).to.deep.equal(["実行", "実行", "実行", "実行"]);
    expect(menu.rows[0]!.explanation.ja).to.equal(
      "カードを運用するための、利用者情報登録及びカードAPのダウンロード/削除を行うメニューです。",
    );
    expect(menu.end.ja).to.equal("終了");
  });

  it("has the five choices of カード運用 in that row alone, 利用者管理 chosen (R-MENU-05, R-MENU-06, R-MENU-07)", async () => {
    const menu = await menuOf(await as("senior"));
    const [card, data] = menu.rows;
    const five = ["利用者管理", "カードAPダウンロード", "カードAP削除", "カード内AP一覧参照", "カード障害切り分け"];
    expect(card!.functions.map(({ label }) => label.ja)).to.deep.equal(five);
    expect(card!.chosen).to.equal("users");
    expect(data!.functions.map(({ label }) => label.ja)).to.deep.equal([
      "住民情報取り込み",
      "カード運用情報取り込み",
      "利用者情報ファイル出力",
    ]);
    expect(five.filter((label) => data!.functions.some((one) => one.label.ja === label))).to.deep.equal([]);
  });

  it("shows each operator what he may do and nothing else; the other rows are there and cannot be worked (R-OPR-09, R-OPR-10, R-MENU-03, R-MENU-08)", async () => {
    expect(shown(await menuOf(await as("clerk")))).to.deep.equal([
      "カード運用 利用者管理 カードAPダウンロード カードAP削除 カード内AP一覧参照 カード障害切り分け",
      "データ管理",
      "オペレータ管理",
      "システム設定",
    ]);
    expect(shown(await menuOf(await as("admin")))).to.deep.equal([
      "カード運用 カード障害切り分け",
      "データ管理 住民情報取り込み カード運用情報取り込み",
      "オペレータ管理 オペレータID管理 パラメータ設定",
      "システム設定",
    ]);
    const auditor = await menuOf(await as("auditor"));
    expect(auditor.rows.map(({ operable }) => operable)).to.deep.equal([false, false, false, false]);
  });

  it("refuses what it does not show, in the menu and by the methods themselves (R-OPR-09, R-OPR-10, R-MENU-03)", async () => {
    for (const operatorId of ["clerk", "admin", "auditor", "senior"]) {
      const client = await as(operatorId);
      const menu = await menuOf(client);
      for (const row of menuRows) {
        const own = menu.rows.find(({ id }) => id === row.id)!;
        for (const { id, right } of row.functions.filter((one) => own.functions.every(({ id }) => id !== one.id))) {
          const code = await client.codeOf("menu.open", { row: row.id, function: id, press: menu.press });
          const rights = (await rightsOf(client, operatorId)) ?? [];
          expect(code, `${operatorId} ${id}`).to.equal(
            rights.includes(right) ? "menu.initial-setting-only" : "session.not-permitted",
          );
        }
      }
    }
    const clerk = await as("clerk");
    for (const method of ["operators.list", "residents.import", "users.export"]) {
      expect(await clerk.codeOf(method), method).to.equal("session.not-permitted");
    }
  });

  const known = new Map<string, readonly Right[]>();
  async function rightsOf(client: RawClient, operatorId: string) {
    if (!known.has(operatorId)) {
      await client.ask("session.logout");
      const { result } = await client.ask("session.login", daemon.credentials(operatorId));
      known.set(operatorId, result!["rights"] as Right[]);
    }
    return known.get(operatorId);
  }

  it("opens the chosen function of the row, never another row's, and not a second time for one press (R-MENU-04, R-MENU-10)", async () => {
    const senior = await as("senior");
    const { press } = await menuOf(senior);
    const open = { row: "card-operation", function: "card-load", press };
    expect(await senior.codeOf("menu.open", { ...open, row: "data-management" })).to.equal("menu.not-of-row");
    expect(await senior.codeOf("menu.open", { ...open, row: "no-row" })).to.equal("menu.not-of-row");
    const [first, second] = await Promise.all([senior.ask("menu.open", open), senior.ask("menu.open", open)]);
    expect(first.result).to.deep.include({ row: "card-operation" });
    expect((first.result!["function"] as Function).methods[0]).to.equal("cardApps.load");
    expect(second.error?.data.code).to.equal("menu.pressed-twice");
    const next = first.result!["press"];
    expect(await senior.codeOf("menu.open", { ...open, press: next })).to.equal("ok");
    // A press is of one session: another operator's is worth nothing here.
    const { press: others } = await menuOf(await as("clerk"));
    expect(await senior.codeOf("menu.open", { ...open, press: others })).to.equal("menu.pressed-twice");
  });

  it("asks of each function the right that its first method asks for, so that what is shown can be done", () => {
    for (const { functions } of menuRows) {
      for (const { id, right, methods: worked } of functions) {
        expect(methods[worked[0]].need, id).to.equal(right);
      }
    }
  });

  it("follows a right that is withdrawn, in the session that is open (X-38, R-OPR-09)", async () => {
    const [admin, senior] = [await as("admin"), await as("senior")];
    const { press } = await menuOf(senior);
    await admin.ask("operators.update", { operatorId: "senior", withdrawn: ["card.delete"] });
    const five = (await menuOf(senior)).rows[0]!.functions.map(({ id }) => id);
    expect(five).to.deep.equal(["users", "card-load", "card-list", "card-diagnose"]);
    const open = { row: "card-operation", function: "card-delete", press };
    expect(await senior.codeOf("menu.open", open)).to.equal("session.not-permitted");
    await admin.ask("operators.update", { operatorId: "senior", withdrawn: [] });
    expect((await menuOf(senior)).rows[0]!.functions).to.have.length(5);
  });

  it("has システム設定 shut once the initial setting is complete, also for who has the right (R-MENU-09, R-AREA-08)", async () => {
    const admin = await as("admin");
    const menu = await menuOf(admin);
    expect(menu.rows[3]).to.deep.include({ operable: false, closed: "initialised", functions: [] });
    const open = { row: "system-settings", function: "area-keys", press: menu.press };
    expect(await admin.codeOf("menu.open", open)).to.equal("menu.initial-setting-only");
  });

  it("bears the municipality and the screen in its footer, and who is logged in beside them (R-MENU-12, A-17)", async () => {
    const { footer } = await menuOf(await as("clerk"));
    expect(footer).to.deep.equal({
      text: "星見市（試験用）: OP0501",
      municipality: { code: CITY, name: "星見市（試験用）" },
      screen: "OP0501",
      operatorId: "clerk",
    });
  });

  it("is nobody's after 終了, which is on record; a business system has none (R-MENU-11)", async () => {
    const clerk = await as("clerk");
    const { press } = await menuOf(clerk);
    expect(await clerk.codeOf("session.logout")).to.equal("ok");
    expect(await clerk.codeOf("menu.get")).to.equal("session.not-open");
    const open = { row: "card-operation", function: "users", press };
    expect(await clerk.codeOf("menu.open", open)).to.equal("session.not-open");
    // Logged in again, the press of the session that ended opens nothing.
    await clerk.ask("session.login", daemon.credentials("clerk"));
    expect(await clerk.codeOf("menu.open", open)).to.equal("menu.pressed-twice");
    const auditor = await as("auditor");
    const { result } = await auditor.ask("audit.list", { limit: 1000 });
    const rows = result!["entries"] as { event: string; actor?: string }[];
    expect(rows.some(({ event, actor }) => event === "session.logout" && actor === "clerk")).to.equal(true);
  });
});
