import type { Bilingual } from "../evidence/types.js";
import type { LoadedScenario } from "../scenario/load-scenario.js";
import type { ActionName, StepOf } from "../scenario/steps.js";
import { runnerErrors } from "./errors.js";
import type { RpcClient } from "./rpc-client.js";
import type { ReaderSlot, World } from "./world.js";

/** What the steps of one scenario share. */
export interface Flow {
  readonly loaded: LoadedScenario;
  readonly world: World;
  /** The counter terminal's connection. */
  terminal: RpcClient;
  /** Connects the terminal again, to a daemon that was started anew. */
  reconnect(): Promise<void>;
  /** Connects a second terminal. */
  listen(): Promise<RpcClient>;
  /** Reader that the card is in which was put in last. */
  readerId: string | undefined;
  /** That card. */
  card: string | undefined;
  /** Readers of the cards that are in one, by card, in the order in which they were put in. */
  readonly inserted: Map<string, { readonly readerId: string; readonly slot: ReaderSlot }>;
  /** Municipality of the operator who is logged in. */
  municipality: string | undefined;
  /** Under municipality/card. */
  readonly userIds: Map<string, string>;
  /** Under card/service/kind. */
  readonly applicationIds: Map<string, string>;
  bulkId?: string;
  /** Certificates that were asked for at the counter. */
  issued: number;
  /** A second terminal, which only listens. */
  second?: RpcClient;
}

/** What a step answered, and how a person is told of it in one line. */
export interface Done {
  readonly result: unknown;
  readonly summary: Bilingual;
}

export type Action<N extends ActionName> = (flow: Flow, step: StepOf<N>) => Promise<Done>;

export const plain = (result: unknown, ja: string, en: string): Done => ({ result, summary: { ja, en } });

export function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw runnerErrors.error("not-ready", { missing: what });
  return value;
}

export const readerOf = (flow: Flow): string => need(flow.readerId, "a card in the reader");
export const userOf = (flow: Flow, card: string): string =>
  need(flow.userIds.get(`${flow.municipality}/${card}`), `register-user of ${card}`);
