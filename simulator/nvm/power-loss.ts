/**
 * The card lost its power in the middle of a command: no response was sent. Not a defect and not an error of the house:
 * links and faults catch it by `instanceof`; the card answers again after `powerOn`.
 */
export class PowerLoss extends Error {
  override readonly name = "PowerLoss";

  constructor() {
    super("the card lost its power");
  }
}
