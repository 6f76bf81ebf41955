import { expect } from "chai";
import { toHex } from "#card/bytes/bytes.js";
import { refusal } from "#card/errors/refusal.fixture.js";
import { areaDomainAid } from "#card/region/aids.js";
import { TestCard } from "../../globalplatform/gp-card.fixture.js";
import { PowerLoss } from "../../nvm/power-loss.js";
import { AREA_VARIANTS, AreaDesk, pkg, SETTING } from "./area-desk.fixture.js";

for (const variant of AREA_VARIANTS) {
  const desk = new AreaDesk(variant);
  const { driver, areaKeys: AREA_KEYS, keys: KEYS, options: QUIET } = desk;
  const card = desk.card.bind(desk);
  const setCard = desk.setCard.bind(desk);

  describe(`a card torn away from the driver of ${variant.name}`, () => {
    /** A link whose card leaves before, or right after, its `n`-th changing command. */
    const cut = (one: TestCard, n: number, after: boolean) => {
      let sent = 0;
      return {
        transmit: async (command: Uint8Array): Promise<Uint8Array> => {
          const isLast = sent++ === n;
          if (isLast && !after) throw new PowerLoss();
          const response = await one.transmit(command);
          if (isLast) throw new PowerLoss();
          return response;
        },
        get reached() {
          return sent > n;
        },
      };
    };

    /** Runs `action` with the card torn away at every place there is, each time on a fresh card; then `mend` puts it back. */
    async function everywhere(
      make: () => Promise<TestCard>,
      action: (link: { transmit(command: Uint8Array): Promise<Uint8Array> }) => Promise<void>,
      mend: (again: TestCard, place: string) => Promise<void>,
    ): Promise<number> {
      let places = 0;
      for (const after of [false, true]) {
        for (let n = 0, reached = true; reached; n++) {
          const one = await make();
          const link = cut(one, n, after);
          await action(link).catch((error) => {
            if (!(error instanceof PowerLoss)) throw error;
          });
          reached = link.reached;
          if (reached) places++;
          await mend(TestCard.reopen(one.nvm.device.image, QUIET), `${after ? "after" : "before"} command ${n}`);
        }
      }
      return places;
    }

    it("during set-area is completed by the next try, wherever it was torn", async () => {
      const places = await everywhere(
        async () => card(),
        (link) => driver.setArea(link, KEYS, SETTING),
        async (again, place) => {
          if ((await driver.list(again)).area.state !== "set") await driver.setArea(again, KEYS, SETTING);
          expect((await driver.list(again)).area, place).to.deep.equal({ state: "set", ...SETTING });
          await driver.load(again, AREA_KEYS, pkg(1));
        },
      );
      expect(places).to.be.greaterThan(20);
    });

    it("during a load leaves what can be removed, and then loaded", async () => {
      const made = await setCard();
      const start = made.nvm.device.image.slice();
      const empty = (await driver.list(made)).memory;
      const places = await everywhere(
        async () => TestCard.reopen(start, QUIET),
        (link) => driver.load(link, AREA_KEYS, pkg(1)),
        async (again, place) => {
          const { applications } = await driver.list(again);
          if (applications.length > 0) await driver.remove(again, AREA_KEYS, pkg(1).aid);
          expect(await driver.list(again), place).to.deep.include({ applications: [], memory: empty });
          await driver.load(again, AREA_KEYS, pkg(1));
        },
      );
      expect(places).to.be.greaterThan(15);
    });

    it("in the middle of any octet written during a load, too", async () => {
      const made = await setCard();
      const start = made.nvm.device.image.slice();
      const whole = TestCard.reopen(start, QUIET);
      const from = whole.nvm.device.written;
      await driver.load(whole, AREA_KEYS, pkg(1));
      const octets = whole.nvm.device.written - from;
      for (let at = 0; at < octets; at += 7) {
        const one = TestCard.reopen(start, QUIET);
        one.nvm.device.tearAfter(at, 0x5c);
        await driver.load(one, AREA_KEYS, pkg(1)).catch((error) => {
          if (!(error instanceof PowerLoss)) throw error;
        });
        const again = TestCard.reopen(one.nvm.device.image, QUIET);
        if ((await driver.list(again)).applications.length > 0) await driver.remove(again, AREA_KEYS, pkg(1).aid);
        await driver.load(again, AREA_KEYS, pkg(1));
        expect(
          (await driver.list(again)).applications.map(({ state }) => state),
          `octet ${at}`,
        ).to.deep.equal(["installed"]);
      }
    });

    it("never finds the area of one municipality under another's AID", async () => {
      const one = await setCard();
      expect(toHex(areaDomainAid("13102"))).to.not.equal(toHex(areaDomainAid("13101")));
      const error = await refusal(driver.setArea(one, KEYS, { ...SETTING, municipality: "13102" }));
      expect(error.details).to.include({ municipality: "13101" });
    });
  });
}
