import { openStore } from "../store.js";
import { sampleResident, sampleUser } from "./samples.js";

/**
 * A process that does nothing but write transactions of three rows each and says so after each commit:
 * the kill test ends it in the middle. Argument: the database file.
 */
const store = await openStore(process.argv[2]!);
for (let n = 1; ; n++) {
  const residentId = `R${n}`;
  await store.transaction(async (repositories) => {
    const own = repositories.of(sampleResident.municipality);
    await own.residents.save([{ ...sampleResident, residentId, sequence: n }]);
    await own.users.add({ ...sampleUser, id: `user-${n}`, residentId, cardId: `card-${n}` });
    await own.residents.setSequence(n);
  });
  process.stdout.write(`${n}\n`);
}
