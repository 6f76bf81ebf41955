import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import { expect } from "chai";
import { describe, it } from "mocha";
import { health } from "#daemon/api/contract/http.js";
import { methods, notifications } from "#daemon/api/contract/index.js";
import { asyncApi } from "#daemon/api/reference/asyncapi.js";
import { openApi } from "#daemon/api/reference/openapi.js";
import { errorsJson } from "./errors-page.js";

const require = createRequire(import.meta.url);

function judge(schema: object): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile(schema);
}

type Place = Record<string, unknown>;
/** What stands at a path in a document. */
const at = (document: unknown, ...path: readonly string[]): Place =>
  path.reduce((place, part) => (place as Place | undefined)?.[part], document) as Place;
const copyOf = (document: object): Place => structuredClone(document) as Place;

/** Every `$ref` of a document that points to nothing in it. */
function dangling(document: Place): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]*)"/g)].map(([, pointer]) => pointer!);
  return references.filter((pointer) => at(document, ...pointer.slice(1).split("/")) === undefined);
}

describe("the AsyncAPI document of the wire", () => {
  const official = judge(require("@asyncapi/specs/schemas/3.0.0-without-$id.json") as object);

  it("is what AsyncAPI's own schema takes, and would not be with a mistake in it", () => {
    const document = copyOf(asyncApi());
    expect(official(document), JSON.stringify(official.errors)).to.equal(true);
    at(document, "operations", "cardApps.load")["action"] = "reply";
    expect(official(document)).to.equal(false);
  });

  it("points to nothing that is not there", () => {
    expect(dangling(copyOf(asyncApi()))).to.deep.equal([]);
    const broken = copyOf(asyncApi());
    delete at(broken, "components", "messages")["hello.request"];
    expect(dangling(broken)).to.have.length.above(0);
  });

  it("has an operation for each method and notification, and no other", () => {
    expect(Object.keys(at(asyncApi(), "operations"))).to.have.members([
      ...Object.keys(methods),
      ...Object.keys(notifications).map((name) => `notify.${name}`),
    ]);
  });

  it("brings an example of each request that its own schema takes, as another program reads it", () => {
    const document = asyncApi();
    for (const name of Object.keys(methods)) {
      const message = at(document, "components", "messages", `${name}.request`);
      const takes = judge(at(message, "payload"));
      const example = at(message, "examples", "0", "payload");
      expect(takes(example), `${name} ${JSON.stringify(takes.errors)}`).to.equal(true);
      expect(takes({ ...example, params: { nobody: "knows this" } }), name).to.equal(false);
    }
  });

  it("marks what is never logged", () => {
    const messages = at(asyncApi(), "components", "messages");
    const params = at(messages, "session.login.request", "payload", "properties", "params");
    expect(at(params, "properties", "password")).to.include({ "x-sensitive": "secret" });
    expect(JSON.stringify(messages)).not.to.contain('"sensitive"');
  });
});

describe("the OpenAPI document of what goes over plain HTTPS", () => {
  const { Validator } = require("@seriousme/openapi-schema-validator") as {
    Validator: new () => { validate(document: object): Promise<{ valid: boolean; errors?: unknown }> };
  };

  it("is what OpenAPI 3.1's own schema takes, and would not be with a mistake in it", async () => {
    const document = copyOf(openApi());
    const told = await new Validator().validate(document);
    expect(told.valid, JSON.stringify(told.errors)).to.equal(true);
    at(document, "paths", "/health", "get")["parameters"] = "none";
    expect((await new Validator().validate(document)).valid).to.equal(false);
  });

  it("says of the health what the daemon may answer", () => {
    const answer = at(openApi(), "paths", "/health", "get", "responses", "200", "content", "application/json");
    const takes = judge(at(answer, "schema"));
    expect(takes(health.parse({ status: "ok", readers: "up", audit: "writable" }))).to.equal(true);
    expect(takes({ status: "fine", readers: "up", audit: "writable" })).to.equal(false);
  });
});

describe("the error catalogue as data", () => {
  it("has cause and remedy in both languages under each code", async () => {
    const catalogue = (await errorsJson()) as Record<string, { en: { cause: string }; ja: { remedy: string } }>;
    expect(catalogue["api.bad-params"]?.en.cause).to.be.a("string");
    expect(Object.values(catalogue).every(({ en, ja }) => en.cause !== "" && ja.remedy !== "")).to.equal(true);
  });
});
