import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};

/** Version of the product, from its package. */
export const productVersion = version;

/** How the product names itself to other systems and on cards (set-by of an area, R-SYS-21). */
export const productName = `Madoguchi ${version}`;
