import { z } from "zod";
import { coreFields } from "../residents/file/resident-line.js";

const text = z.string().min(1, { error: "must not be empty" });
const path = text;

const itemName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,30}$/, { error: "a lower-case letter, then up to 30 letters or digits" })
  .refine((name) => !coreFields.includes(name), { error: "a core item has this name (R-DATA-11)" });

/** A data item that is added to the residents (R-TUNE-04): items are added, the core ones stay as they are. */
export const residentItem = z.strictObject({
  name: itemName,
  label: z.strictObject({ en: text, ja: text }),
  type: z.enum(["text", "date", "number"]).default("text"),
  maxLength: z.int().min(1).max(1000).default(200),
  required: z.boolean().default(false),
  /** What it is held for (R-PRIV-05). */
  purpose: text,
});

/** Where a municipality's residents come from and how their files are protected (R-JUKI, R-CRYPT-04). */
export const residentConfig = z.strictObject({
  /** Folder that large files are imported from. */
  folder: path.optional(),
  /** Public keys (PEM) of those whose files are taken; several while a key is being exchanged. */
  signers: z.array(path).default([]),
  /** Takes plain files too: for tests only, and on record with each import. */
  plain: z.boolean().default(false),
  /** Lets operators with that right enter residents whom no import has told of yet. */
  manual: z.boolean().default(false),
  /** The relay server, through which residents come online (R-SYS-10, R-JUKI-04). */
  relay: z
    .strictObject({
      url: z.url({ protocol: /^https$/, error: "an https address" }),
      ca: path,
      cert: path,
      key: path,
      timeoutMs: z.int().min(100).max(600_000).default(30_000),
      fileMinutes: z.int().min(1).max(1440).default(60),
      /** Asks by itself this often; 0: only when an operator does. */
      everyMinutes: z.int().min(0).max(1440).default(0),
    })
    .optional(),
  /** Addresses of the resident system, so that none of them is taken for the relay. Needed where there is a relay. */
  residentSystem: z.array(z.url({ error: "an address such as https://resident.example.lg.jp:8443" })).default([]),
  items: z.array(residentItem).default([]),
  /** Names of items that operators add by tuning and that business systems are to be told of: a system declares them as its fields. */
  tunedItems: z.array(itemName).default([]),
  /** Where files of user information go, and for whose key (PEM) they are sealed (R-DATA-04, R-CRYPT-04). */
  output: z.strictObject({ folder: path, recipient: path.optional() }).optional(),
});

/** Host and port as one text, the names of this machine as one name. */
function place(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const host = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname) ? "localhost" : hostname.toLowerCase();
  return `${host}:${port || (protocol === "https:" ? "443" : "80")}`;
}

/** What the section must keep beside the shape of its fields. */
export function residentBreaches({ relay, residentSystem, items, tunedItems, signers, plain }: ResidentConfig) {
  const breaches: { readonly path: readonly PropertyKey[]; readonly problem: string }[] = [];
  items.forEach(({ name }, index) => {
    if (items.findIndex((item) => item.name === name) < index) {
      breaches.push({ path: ["items", index, "name"], problem: `item ${name} is there twice` });
    }
  });
  tunedItems.forEach((tuned, index) => {
    if (items.some(({ name }) => name === tuned)) {
      breaches.push({ path: ["tunedItems", index], problem: `item ${tuned} is added by the configuration itself` });
    }
  });
  if (relay === undefined) return breaches;
  if (signers.length === 0 && !plain) {
    breaches.push({ path: ["relay"], problem: "no signers are named whose files could be taken (R-CRYPT-04)" });
  }
  if (residentSystem.length === 0) {
    breaches.push({ path: ["relay"], problem: "residentSystem must name the resident system's addresses (R-SYS-10)" });
  }
  if (residentSystem.some((address) => place(address) === place(relay.url))) {
    const problem = "this is the resident system: residents come online through the relay server only (R-SYS-10)";
    breaches.push({ path: ["relay", "url"], problem });
  }
  return breaches;
}

type ResidentConfig = z.output<typeof residentConfig>;

/** The section with every path made absolute. */
export function absoluteResidents(config: ResidentConfig, at: (path: string) => string): ResidentConfig {
  const { folder, signers, relay, output } = config;
  return {
    ...config,
    ...(folder === undefined ? {} : { folder: at(folder) }),
    signers: signers.map(at),
    ...(output && {
      output: { folder: at(output.folder), ...(output.recipient && { recipient: at(output.recipient) }) },
    }),
    ...(relay && { relay: { ...relay, ca: at(relay.ca), cert: at(relay.cert), key: at(relay.key) } }),
  };
}
