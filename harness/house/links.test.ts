import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "../../..");
const pages = [
  ...readdirSync(root).map((name) => join(root, name)),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => join(root, "docs", name)),
].filter((path) => path.endsWith(".md"));

/** A page without its listings, where brackets are code. */
const prose = (path: string): string => readFileSync(path, "utf8").replace(/^```.*?^```/gms, "");

/** What GitHub makes of a page's headings: lower case, blanks as hyphens, no punctuation. */
function anchors(path: string): Set<string> {
  const headings = [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, text]) => text!);
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\-_ ]/gu, "");
  return new Set(headings.map((text) => plain(text).replaceAll(" ", "-")));
}

/** True when a relative link of a page leads to a file, and to a heading of it where it names one. */
function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split("#") as [string, string | undefined];
  const target = path === "" ? page : join(dirname(page), decodeURIComponent(path));
  if (!existsSync(target)) return false;
  return anchor === undefined || !target.endsWith(".md") || anchors(target).has(decodeURIComponent(anchor));
}

describe("the pages of the house", () => {
  it("link to files and headings that are there", () => {
    const links = pages.flatMap((page) =>
      [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => ({ page, link: link! })),
    );
    const relativeLinks = links.filter(({ link }) => !/^[a-z]+:/.test(link));
    expect(relativeLinks.length).to.be.greaterThan(50);
    const dead = relativeLinks.filter(({ page, link }) => !leadsSomewhere(page, link));
    expect(dead.map(({ page, link }) => `${relative(root, page)}: ${link}`)).to.deep.equal([]);
  });

  it("name files and folders of the source that are there", () => {
    const named = pages.flatMap((page) =>
      [
        ...prose(page).matchAll(
          /`((?:access|bench|card|cli|client|daemon|docs|harness|reports|scripts|simulator)\/[\w./-]+)`/g,
        ),
      ].map(([, path]) => ({ page, path: path! })),
    );
    expect(named.length).to.be.greaterThan(20);
    const gone = named.filter(({ path }) => !existsSync(join(root, path)));
    expect(gone.map(({ page, path }) => `${relative(root, page)}: ${path}`)).to.deep.equal([]);
  });
});
