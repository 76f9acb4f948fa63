import { healthChange, openChange, postcodeChange } from '../seed-change.ts';
import { carryChange, type CarriedChange } from './carry-change.ts';
import { findFaults, readEnd } from './end.ts';
import { placeOf, type Play } from './play.ts';
import { release } from './release.ts';
import { renderEnd } from './tables.ts';

/** Of the sample's own pull requests one that the review wants changed, and one that it has nothing against. */
const REFUSED = 'PARCEL-41-late-refunds';
const ACCEPTED = 'PARCEL-44-german-texts';

/**
 * Plays the shipped pipelines from pull requests to tickets that are done, and prints the end. A play that was stopped
 * goes on where it was. True when all went through and the end is as it should be.
 */
export async function playStory(play: Play): Promise<boolean> {
  const changes = play.data.kind === 'own' ? await carryOwn(play) : await carrySample(play);
  const carried = changes.flatMap(({ id, status }) => (status === 'staged' ? [id] : []));
  const isReleased = carried.length > 0 && (await release(play)) === 'succeeded';
  const end = await readEnd(play);
  if (end.ledger.length > 0) play.print(`\n${renderEnd(end)}`);
  const faults = isReleased ? findFaults(end, carried) : [];
  for (const fault of faults) play.say(`Not as it should be: ${fault}.`);
  return isReleased && faults.length === 0 && changes.every(({ status }) => status !== 'failed');
}

async function carryOwn(play: Play): Promise<readonly CarriedChange[]> {
  const [change] = play.data.pullRequests;
  return change ? [await carryChange(play, change.id)] : [];
}

/** One change that the review wants otherwise beside one that names no ticket; then two at once. */
async function carrySample(play: Play): Promise<readonly CarriedChange[]> {
  const health = await open(play, healthChange);
  const first = await Promise.all([carryChange(play, health), carryChange(play, planned(play, REFUSED))]);
  const postcodes = await open(play, postcodeChange);
  const second = await Promise.all([carryChange(play, planned(play, ACCEPTED)), carryChange(play, postcodes)]);
  return [...first, ...second];
}

/** The number of a pull request that the sample has from the start. */
function planned({ data }: Play, branch: string): number {
  const found = data.pullRequests.find(({ source }) => source.endsWith(branch));
  if (!found) throw new Error(`The sample has no branch ${branch}.`);
  return found.id;
}

/** Opens a pull request, or finds it. */
async function open(play: Play, change: typeof healthChange): Promise<number> {
  const { organisation } = placeOf(play);
  const known = [...organisation.pullRequests.values()].find((one) => one.sourceRef === `refs/heads/${change.branch}`);
  return known?.id ?? (await openChange(play.sandbox, play.repository, change)).id;
}
