import type { LedgerServices } from '../release/ledger/write-ledger.ts';

type Ledger = LedgerServices['ledger'];

/** A ledger that remembers what it read at its newest head, for those who look again and again. */
export function rememberLedger(ledger: Ledger): Ledger {
  let at: string | undefined;
  let known = new Map<string, Promise<string | undefined>>();
  return {
    ...ledger,
    readHead: () => ledger.readHead(),
    listFiles: (head, folder) => ledger.listFiles(head, folder),
    push: (push) => ledger.push(push),
    async readFile(head, path) {
      if (head !== at) known = new Map();
      at = head;
      const memory = known;
      const reading = memory.get(path) ?? ledger.readFile(head, path);
      memory.set(path, reading);
      try {
        return await reading;
      } catch (error) {
        memory.delete(path);
        throw error;
      }
    },
  };
}

/** One such ledger for each repository. */
export function rememberLedgers(open: (repository: string) => Ledger): (repository: string) => Ledger {
  const known = new Map<string, Ledger>();
  return (repository) => {
    const ledger = known.get(repository) ?? rememberLedger(open(repository));
    known.set(repository, ledger);
    return ledger;
  };
}
