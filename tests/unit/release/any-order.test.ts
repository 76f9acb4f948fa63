import fc from 'fast-check';
import { describe, it } from 'mocha';
import { settings } from '../../support/fake-release.ts';
import { trials } from '../../support/trials.ts';
import { PlayedReleaseLine, STEPS } from './played-release-line.ts';

const LINES = {
  'develop, released to main': settings(),
  'a trunk': settings({ sourceBranch: 'main' }),
  'develop, by patches': settings({ versioning: 'patch' }),
};

describe('Runs and people in any order', () => {
  const count = trials(600, 15);
  for (const [name, own] of Object.entries(LINES)) {
    it(`lose and double nothing, and a dry run foretells each run, on ${name}, ${count} times`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 5, maxLength: 30 }), async (steps) => {
          const line = new PlayedReleaseLine(own);
          try {
            for (const step of steps) await line.take(step);
            await line.finish();
          } catch (error) {
            if (error instanceof Error) error.message += `\n${line.told.join('\n')}`;
            throw error;
          }
        }),
        { numRuns: count },
      );
    });
  }
});
