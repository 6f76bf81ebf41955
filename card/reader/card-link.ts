/** A powered card that answers APDUs: what drivers and secure channels talk through. */
export interface CardLink {
  /** Sends one command APDU and gives the whole response APDU, status word included. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
}
