import type { CardLink } from "#card/reader/card-link.js";
import type { CardDriver } from "./card-driver.js";

type OperationName = "proveAreaKey" | "setArea" | "handOver" | "load" | "personalise" | "setPin" | "lockPin" | "remove";

type BehindLink<P extends readonly unknown[]> = P extends readonly [CardLink, ...infer Rest] ? Rest : never;

/** A dialect's operations as it writes them: on its own context, which bears the link, where the port has the link. */
export type DriverOperations<C> = {
  readonly [K in OperationName]: (context: C, ...rest: BehindLink<Parameters<CardDriver[K]>>) => Promise<void>;
};

/** The operations as the port has them. */
export function onLink<C>(
  context: (link: CardLink) => C,
  operations: DriverOperations<C>,
): Pick<CardDriver, OperationName> {
  const bound =
    <Rest extends readonly unknown[]>(operation: (context: C, ...rest: Rest) => Promise<void>) =>
    (link: CardLink, ...rest: Rest): Promise<void> =>
      operation(context(link), ...rest);
  return {
    proveAreaKey: bound(operations.proveAreaKey),
    setArea: bound(operations.setArea),
    handOver: bound(operations.handOver),
    load: bound(operations.load),
    personalise: bound(operations.personalise),
    setPin: bound(operations.setPin),
    lockPin: bound(operations.lockPin),
    remove: bound(operations.remove),
  };
}
