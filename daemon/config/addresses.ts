import { type BlockList, isIP } from "node:net";

/** Adds an address or a CIDR range to a list; gives false when it is neither. */
export function addRange(list: BlockList, range: string): boolean {
  const [address = "", prefix, ...rest] = range.split("/");
  const version = isIP(address);
  const bits = prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix);
  if (version === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > (version === 6 ? 128 : 32)) {
    return false;
  }
  list.addSubnet(address, bits, version === 6 ? "ipv6" : "ipv4");
  return true;
}
