import { IndexDocument } from '../../src/release/ledger/ledger-documents.ts';
import { INDEX_PATH } from '../../src/release/ledger/ledger-paths.ts';
import { type FoundInRepositories, type HubReader, type Looking, lookThrough } from './known-repositories.ts';
import { findDocument, type Ledger } from './ledger.ts';

export interface FoundLedgers extends Omit<FoundInRepositories<Ledger>, 'found'> {
  /** By the names of their repositories. */
  readonly ledgers: readonly Ledger[];
}

/** The ledgers of a project, of the repositories that had one the last time unless `everywhere`. */
export async function readLedgers(reader: HubReader, looking: Looking): Promise<FoundLedgers> {
  const place = { project: reader.host.project.name, signal: looking.signal };
  const { found: ledgers, ...rest } = await lookThrough<Ledger>(reader, looking, {
    name: 'ledgers',
    what: ({ name }) => `the ledger of ${name}`,
    async look(repository) {
      const index = await findDocument(reader.rest, { ...place, repository, path: INDEX_PATH }, IndexDocument);
      return index && { repository, index };
    },
  });
  return { ledgers, ...rest };
}
