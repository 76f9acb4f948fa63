// npm run lint: types, rules, arrows between folders, layout, dead code.
import { mapConcurrently } from '../src/concurrency.ts';
import { CHECKS, runCheck } from './lint-checks.ts';

const results = await mapConcurrently(CHECKS, 2, runCheck);
process.exitCode = results.some(({ status }) => status !== 0) ? 1 : 0;
