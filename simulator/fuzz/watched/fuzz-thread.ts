import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "#card/ports/clock.js";
import { KeyStore } from "../../people/key-store.js";
import { fuzz } from "../fuzz.js";
import { FlightRecorder } from "./flight-recorder.js";
import { type FuzzTask, foundOf } from "./messages.js";

/** The thread of `watchedFuzz`: plays its sequences without a pause, and tells what it found when it has ended. */
const { shared, keyFolder, ...task } = workerData as FuzzTask;
const recorder = new FlightRecorder(shared);
const { found, ...facts } = await fuzz({
  ...task,
  keys: new KeyStore(keyFolder),
  clock: systemClock,
  recorder,
  onProgress: () => !recorder.stopped,
});
parentPort!.postMessage({ ...facts, ...(found === undefined ? {} : { found: foundOf(found) }) });
