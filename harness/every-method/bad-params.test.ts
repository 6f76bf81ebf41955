import { expect } from "chai";
import { describe, it } from "mocha";
import type { z } from "zod";
import { type MethodName, methods } from "#daemon/api/contract/index.js";
import { jsonSchema } from "#daemon/api/reference/json-schema.js";
import type { RawClient } from "../daemon/daemon-in-test.js";
import { bothTowns } from "./both-towns.fixture.js";

type Params = Record<string, unknown>;
const names = Object.keys(methods) as MethodName[];
/** Nobody may find this in an answer or a log. */
const CANARY = "CANARY-VALUE-7391";

/** Wrong parameters of a method, each with the place of its mistake: every field missing, of a wrong type, and one too many. */
function* mistakes(name: MethodName, right: Params): Generator<readonly [string, unknown]> {
  const { params } = methods[name];
  yield ["nobody", { ...right, nobody: CANARY }];
  for (const field of jsonSchema(params, "input").required ?? []) {
    const { [field]: _, ...rest } = right;
    yield [field, rest];
  }
  for (const [field, schema] of Object.entries(params.shape as Record<string, z.ZodType>)) {
    const { [field]: _, ...rest } = right;
    for (const wrong of [{ nobody: CANARY }, [[CANARY]], null, -1.5, "\u0000"]) {
      if (!schema.safeParse(wrong).success) yield [field, { ...rest, [field]: wrong }];
    }
  }
}

/** Taken from the declarations: a method that is added tomorrow is tried without another line here. */
describe("Every method of a running daemon, called with wrong parameters", function () {
  this.timeout(180_000);
  const both = bothTowns();

  async function refusesMistakes(client: RawClient, name: MethodName): Promise<void> {
    const rows = await both.towns.kept.rows();
    let tried = 0;
    for (const [place, params] of mistakes(name, both.towns.paramsOf(name))) {
      const { error, result } = await client.ask(name, params);
      const told = `${name} with a mistake in ${place}`;
      expect(result, told).to.equal(undefined);
      expect(error!.data.code, told).to.equal("api.bad-params");
      expect(error!.code, told).to.equal(-32602);
      const field = String(error!.data.details["field"]);
      expect(field === place || field.startsWith(`${place}.`), `${told}: it names ${field}`).to.equal(true);
      expect(JSON.stringify(error), told).not.to.contain(CANARY);
      tried++;
    }
    expect(tried, name).to.be.at.least(1);
    expect((await both.towns.kept.rows()) === rows, `${name} changed something`).to.equal(true);
  }

  it("names the field, tells no value, changes nothing and keeps the session (operators)", async () => {
    const { cardMemory } = both.towns;
    const client = await both.towns.operator("a");
    for (const name of names.filter((one) => methods[one].need !== "system" && one !== "hello")) {
      await refusesMistakes(client, name);
    }
    expect(await client.codeOf("readers.list")).to.equal("ok");
    expect(both.towns.cardMemory === cardMemory).to.equal(true);
  });

  it("names the field, tells no value and changes nothing (business systems)", async () => {
    const client = await both.towns.system("library-window");
    for (const name of names.filter((one) => methods[one].need === "system")) await refusesMistakes(client, name);
    expect(await client.codeOf("readers.list")).to.equal("ok");
  });

  it("refuses a hello with mistakes, and takes the right one after them", async () => {
    const client = await both.towns.daemon.connect();
    await refusesMistakes(client, "hello");
    expect(await client.codeOf("hello", { client: { name: "t", version: "1" }, api: { min: 1, max: 1 } })).to.equal(
      "ok",
    );
  });
});
