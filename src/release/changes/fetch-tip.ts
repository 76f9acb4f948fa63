import type { History } from '../ports.ts';

/** Where a branch of the remote stands, with its whole history, so that ancestry can be asked; undefined without one. */
export async function fetchTip(history: History, name: string): Promise<string | undefined> {
  const tip = await history.fetchBranch(name);
  if (tip !== undefined) await history.fetchHistory([tip]);
  return tip;
}
