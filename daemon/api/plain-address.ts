/** A peer's address; an IPv4 one as such where the socket is IPv6 (RFC 4291, 2.5.5.2). */
export function plainAddress(address: string | undefined): string {
  return (address ?? "").startsWith("::ffff:") ? address!.slice(7) : (address ?? "");
}
