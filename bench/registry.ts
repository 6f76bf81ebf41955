import { cardVsNull, cardVsVicc } from "./apdu/round-trip.js";
import type { Benchmark } from "./bench-row.js";
import { cardPairs } from "./card-pairs/card-pairs.js";
import { loadScp03 } from "./load/load.js";
import { cardsMany } from "./many/many.js";
import { daemonPassThrough } from "./passthrough/passthrough.js";
import { importMillion } from "./residents/import-million.js";
import { searchCard } from "./residents/search-card.js";
import { sweepRate } from "./sweep/sweep-rate.js";
import { terminals200 } from "./terminals/terminals.js";

/** All benchmarks, in the order of the table. */
export const BENCHMARKS: readonly Benchmark[] = [
  cardVsNull,
  cardVsVicc,
  cardPairs,
  loadScp03,
  cardsMany,
  daemonPassThrough,
  sweepRate,
  importMillion,
  searchCard,
  terminals200,
];
