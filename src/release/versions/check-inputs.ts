import { SlipwayError } from '../../errors.ts';
import { requireChannel } from './free-version.ts';
import { requireVersion } from './semantic-version.ts';
import { formatTag } from './tag-format.ts';

/** What is wrong with an exact version; undefined when nothing is, or none is given. */
export const describeVersion = (version: string | undefined): string | undefined =>
  version === undefined ? undefined : problemOf(() => requireVersion(version, 'It'));

export const describeChannel = (channel: string | undefined): string | undefined =>
  channel === undefined ? undefined : problemOf(() => requireChannel(channel));

export const describeTagFormat = (format: string): string | undefined =>
  problemOf(() => formatTag(format, '1.2.3', 'component'));

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof SlipwayError) return [error.message, error.hint].filter(Boolean).join(' ');
    throw error;
  }
}
