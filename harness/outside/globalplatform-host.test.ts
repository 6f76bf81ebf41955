import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { pkg } from "#simulator/applications/card-app/area-desk.fixture.js";
import { APPLET_AIDS, capFile, PACKAGE_AID } from "#simulator/globalplatform/cap-file.fixture.js";
import { findProfile } from "#simulator/profiles/index.js";
import { type Insertion, insertCard } from "#simulator/vpcd/index.js";
import { PcscStack } from "../stack/index.js";
import { requireTools } from "./require-tools.fixture.js";
import { testCard } from "./test-card.fixture.js";

/*
 * A GlobalPlatform host of the JDK's PC/SC client and ciphers (java/GlobalPlatformShell.java) sends what was read in the sources of
 * GlobalPlatformPro (GPSession, GPTool, SCP03Wrapper) and of kaoh/globalplatform with its GPShell (globalplatform.c).
 */

const SHELL = fileURLToPath(new URL("../../../harness/outside/java/GlobalPlatformShell.java", import.meta.url));
/** Where Debian puts the library; the JDK looks elsewhere. */
const LIBRARY = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/libpcsclite.so.1`;
const OPTIONS = ["-XX:TieredStopAtLevel=1", `-Dsun.security.smartcardio.library=${LIBRARY}`];
const TEST_KEY = "404142434445464748494A4B4C4D4E4F";
const OWN_KEY = "505152535455565758595A5B5C5D5E5F";
const ISD = "A000000151000000";
const SELECT_ISD = "apdu 00A4040000";
const FCI = "6F108408A000000151000000A5049F6501FF";
const SSD_FILE = "A0000001515350";
const SSD_MODULE = "A000000151535041";

const PACKAGE = toHex(PACKAGE_AID);
const [APPLET, OTHER] = APPLET_AIDS.map(toHex) as [string, string];
const lv = (hex: string): string => (hex.length / 2).toString(16).toUpperCase().padStart(2, "0") + hex;
/** A command without Le, as GlobalPlatformPro sends those of content management. */
const send = (header: string, data: string): string => `send ${header}${lv(data)}`;
const installFor = (file: string, module: string, instance: string, privileges: string, parameters: string): string =>
  send("80E60C00", `${lv(file)}${lv(module)}${lv(instance)}${lv(privileges)}${lv(parameters)}00`);

/** A CAP in LOAD blocks of what is left of 255 octets beside a C-MAC, at level 03 with the padding besides. */
function loadCap(octets: Uint8Array, level = "01"): string[] {
  const size = octets.length.toString(16).toUpperCase().padStart(4, "0");
  const whole = `C482${size}${toHex(octets)}`;
  const blocks = whole.match(level === "01" ? /.{1,494}/g : /.{1,478}/g)!;
  return blocks.map((block, i) => {
    const number = i.toString(16).toUpperCase().padStart(2, "0");
    return send(`80E8${i === blocks.length - 1 ? "80" : "00"}${number}`, block);
  });
}

/** What a host sees of each channel: a card of SCP03 and cards of SCP02, i = 15 and 55. */
const CARDS = [
  {
    profile: "aoba",
    oid: "0370",
    keyType: "88",
    opened: /^version=01 scp=03 i=70 {2}9000$/,
    levels: ["01", "03", "33"],
  },
  {
    profile: "kikyo",
    oid: "0215",
    keyType: "80",
    opened: /^version=01 scp=02 sequence=000\d {2}9000$/,
    levels: ["01", "03"],
  },
  {
    profile: "sumire",
    oid: "0255",
    keyType: "80",
    opened: /^version=01 scp=02 sequence=000\d {2}9000$/,
    levels: ["03"],
  },
] as const;

for (const { profile, oid, keyType, opened: OPENED, levels } of CARDS) {
  describe(`a GlobalPlatform host in Java on the ${profile} card, through pcscd and the JDK's javax.smartcardio`, function () {
    this.timeout(60_000);
    let stack: PcscStack;
    let insertion: Insertion;
    let java: ChildProcess | undefined;
    let lines: AsyncIterator<string>;

    /** Answers of the host, one a command. */
    async function ask(...commands: readonly string[]): Promise<string[]> {
      const answers: string[] = [];
      for (const command of commands) {
        java!.stdin!.write(`${command}\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error(`the host ended at: ${command}`);
        answers.push(String(value).trim());
      }
      return answers;
    }
    async function fine(...commands: readonly string[]): Promise<string[]> {
      const answers = await ask(...commands);
      for (const [i, answer] of answers.entries()) expect(answer, commands[i]!).to.match(/\b9000$/);
      return answers;
    }
    const open = (key = TEST_KEY, version = "00", level = "01") => [SELECT_ISD, `open ${version} ${level} ${key}`];

    before(async function () {
      requireTools(this, "java", LIBRARY);
      stack = await PcscStack.start();
      java = stack.spawn("java", [...OPTIONS, SHELL, stack.slots[0]!.reader], { stdio: ["pipe", "pipe", "inherit"] });
      const output: Interface = createInterface(java.stdout!);
      lines = output[Symbol.asyncIterator]();
    });
    beforeEach(async () => {
      const { card } = await testCard("hanako", profile);
      insertion = insertCard(card, { port: stack.slots[0]!.port });
      await stack.card(0, "present");
      expect(await ask("connect")).to.deep.equal(["connected"]);
    });
    afterEach(async () => {
      await insertion?.remove();
      await stack?.card(0, "absent");
    });
    after(async () => {
      if (java !== undefined) {
        const ended = once(java, "close");
        java.stdin!.end();
        await ended;
      }
      await stack?.stop();
    });

    it("learns of card and protocol what gp --info asks, and its channel has the `i` that the card data name", async () => {
      expect(await ask(SELECT_ISD, `apdu 00A40400${lv(ISD)}00`)).to.deep.equal([`${FCI} 9000`, `${FCI} 9000`]);
      const absent = await ask("apdu 80CA9F7F00", "apdu 00CA9F7F00", "apdu 80CA00CF00", "apdu 80CA006700");
      expect(absent).to.deep.equal(["6A88", "6A88", "6A88", "6A88"]);
      const [iin, cin, card, keys] = await fine(
        "apdu 80CA004200",
        "apdu 80CA004500",
        "apdu 80CA006600",
        "apdu 80CA00E000",
      );
      expect(iin).to.have.lengthOf(32 + 5);
      expect(cin).to.match(/^3\d(3\d){14} 9000$/);
      expect(card).to.equal(
        `6631732F06072A864886FC6B01600C060A2A864886FC6B02020301630906072A864886FC6B03640B06092A864886FC6B04${oid} 9000`,
      );
      expect(keys).to.equal(`E012${[1, 2, 3].map((id) => `C0040${id}01${keyType}10`).join("")} 9000`);
      const [selected, channel] = await ask(...open());
      expect(selected).to.equal(`${FCI} 9000`);
      expect(channel).to.match(OPENED);
    });

    for (const level of levels) {
      it(`lists, loads, installs and deletes at level ${level} as gp --list, --install and --uninstall do`, async () => {
        await fine(...open(TEST_KEY, "01", level));
        await fine(send("80E60200", `${lv(PACKAGE)}${lv(ISD)}000000`), ...loadCap(capFile(700), level));
        await fine(
          installFor(PACKAGE, APPLET, APPLET, "00", "C900"),
          installFor(PACKAGE, OTHER, "F000000001AA", "000000", `C9${lv("CAFEBABE")}`),
        );
        const [isd, apps, files, modules] = await fine(
          "send 80F28002024F0000",
          "send 80F24002024F0000",
          "send 80F22002024F0000",
          "send 80F21002024F0000",
        );
        expect(isd).to.equal(`E3134F08${ISD}9F70010FC5039CDC00 9000`);
        expect(apps).to.contain(`4F0A${APPLET}9F700107C503000000C409${PACKAGE}CC08${ISD}`).and.contain("F000000001AA");
        expect(files).to.contain(`4F09${PACKAGE}9F700101`);
        expect(modules).to.contain(`4F09${PACKAGE}9F700101840A${APPLET}840A${OTHER}`);
        // without tags, as GPShell asks cards that know none
        const [plain] = await fine("send 80F24000024F0000");
        expect(plain).to.contain(`0A${APPLET}0700`);

        expect(await ask(send("80E40000", `4F${lv(PACKAGE)}`))).to.deep.equal(["6985"]);
        await fine(send("80E40080", `4F${lv(PACKAGE)}`));
        expect((await fine("send 80F22002024F0000"))[0]).to.equal(`E30D4F07${SSD_FILE}9F700101 9000`);
      });
    }

    it("loads a package of ours as it loads any other, and takes it away again", async () => {
      const { loadFile, loadFileAid, aid } = pkg(1);
      const [file, application] = [toHex(loadFileAid), toHex(aid)];
      await fine(...open(TEST_KEY, "01", "03"), send("80E60200", `${lv(file)}${lv(ISD)}000000`));
      await fine(...loadCap(loadFile, "03"), installFor(file, application, application, "00", "C900"));
      const [listed] = await fine("send 80F24002024F0000");
      expect(listed).to.contain(`4F0A${application}9F700107`).and.contain(`C40A${file}`);
      await fine(`apdu 00A40400${lv(application)}00`, ...open(), send("80E40080", `4F${lv(file)}`));
      expect((await fine("send 80F24002024F0000"))[0]).to.not.contain(application);
    });

    it("locks the card with keys of its own and unlocks it again, as gp --lock and --unlock do", async () => {
      await fine(...open(), `key 01 01 ${OWN_KEY}`, "send 80CA00E000", SELECT_ISD);
      expect((await ask(`open 00 01 ${TEST_KEY}`))[0]).to.equal("card cryptogram is wrong");
      await fine(...open(OWN_KEY), `key 01 01 ${TEST_KEY}`);
      const [, opened] = await fine(...open(TEST_KEY, "01"));
      expect(opened).to.match(/^version=01/);
      // a second version beside the first, and away with it: gp --lock … --new-keyver 2, --delete-key 2
      await fine(`key 00 02 ${OWN_KEY}`, ...open(OWN_KEY, "02"), "send 80E4000003D20101", ...open(OWN_KEY, "00"));
    });

    it("locks and unlocks an applet and the card, as gp --lock-applet, --lock-card and their opposites do", async () => {
      await fine(...open(), send("80E60200", `${lv(PACKAGE)}${lv(ISD)}000000`), ...loadCap(capFile()));
      await fine(installFor(PACKAGE, APPLET, APPLET, "00", "C900"), send("80F04080", APPLET));
      const select = `apdu 00A40400${lv(APPLET)}00`;
      expect(await ask(select)).to.deep.equal(["6A82"]);
      await fine(send("80F04000", APPLET), select, ...open(), "send 80F0807F");
      const jpki = "apdu 00A404000AD392F00026010000000100";
      expect(await ask(jpki, SELECT_ISD)).to.deep.equal(["6A82", `${FCI} 6283`]);
      await fine(`open 00 01 ${TEST_KEY}`, "send 80F0800F", jpki);
    });

    it("makes a security domain, gives it keys and an applet, as gp --domain, --connect … --lock and --move do", async () => {
      const domain = "F0000000DD01";
      await fine(...open(), send("80E60200", `${lv(PACKAGE)}${lv(ISD)}000000`), ...loadCap(capFile()));
      await fine(installFor(PACKAGE, APPLET, APPLET, "00", "C900"));
      await fine(installFor(SSD_FILE, SSD_MODULE, domain, "80", `C9${lv("810203708202202087022020")}`));
      await fine(send("80E61000", `${lv(domain)}00${lv(APPLET)}000000`));
      const select = `apdu 00A40400${lv(domain)}00`;
      await fine(select, `open 00 03 ${TEST_KEY}`, `key 00 30 ${OWN_KEY}`, select, `open 30 03 ${OWN_KEY}`);
      const [listed] = await fine("send 80F24002024F0000");
      expect(listed).to.contain(`4F0A${APPLET}`).and.contain(`CC06${domain}`);
      expect(await ask("send 80F28002024F0000")).to.deep.equal(["6A88"]);
    });

    it("asks and installs as GPShell does: sizes in EF, resources in FF21, an Le on every command", async () => {
      await fine(...open(TEST_KEY, "00", "03"));
      const sizes = "EF08C6020400C8020020";
      await fine(`${send("80E60200", `${lv(PACKAGE)}${lv(ISD)}00${lv(sizes)}00`)}00`, ...loadCap(capFile(), "03"));
      const parameters = "EF08C80201F4C70203E8C900";
      await fine(`${installFor(PACKAGE, APPLET, APPLET, "00", parameters)}00`);
      const [resources] = await fine("send 80CAFF2100");
      // The applet was given the 1,000 octets of volatile memory (C7) that GPShell asked for.
      const free = findProfile(profile).memory.transient.value - 1000;
      const transient = free.toString(16).toUpperCase().padStart(8, "0");
      expect(resources).to.match(new RegExp(`^FF21108102000182040{3}[01][0-9A-F]{4}8304${transient} 9000$`));
      const aid = `4F${lv(APPLET)}`;
      await fine(`${send("80E40000", aid)}00`);
    });
  });
}
