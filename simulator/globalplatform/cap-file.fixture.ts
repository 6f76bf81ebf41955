import { concat, fromHex, uintBE } from "#card/bytes/bytes.js";

/** One component: tag (1) ‖ size (2) ‖ info. */
function component(tag: number, ...info: readonly Uint8Array[]): Uint8Array {
  const body = concat(...info);
  return concat(Uint8Array.of(tag), uintBE(body.length, 2), body);
}

const aidInfo = (aid: Uint8Array): Uint8Array => concat(Uint8Array.of(aid.length), aid);

export const PACKAGE_AID = fromHex("A00000006203010C01");
export const APPLET_AIDS = [fromHex("A00000006203010C0101"), fromHex("A00000006203010C0102")];

/**
 * A CAP as a loader sends its components (Java Card VM specification 3, chapter 6), put together by hand:
 * Header, Directory, Import, Applet, Class, Method, StaticField, ConstantPool and ReferenceLocation. Its methods are padding.
 */
export function capFile(methodSize = 300): Uint8Array {
  const java = fromHex("A0000000620001");
  const framework = fromHex("A0000000620101");
  const imports = [framework, java].map((aid) => concat(fromHex("0001"), aidInfo(aid)));
  const applets = APPLET_AIDS.map((aid, index) => concat(aidInfo(aid), uintBE(8 + index, 2)));
  return concat(
    component(1, fromHex("DECAFFED 01 02 04 00 01"), aidInfo(PACKAGE_AID)),
    component(2, new Uint8Array(31)),
    component(4, Uint8Array.of(imports.length), ...imports),
    component(3, Uint8Array.of(applets.length), ...applets),
    component(6, new Uint8Array(12)),
    component(7, new Uint8Array(methodSize).fill(0x18)),
    component(8, new Uint8Array(10)),
    component(5, new Uint8Array(26)),
    component(9, new Uint8Array(8)),
  );
}
