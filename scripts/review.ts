// npm run review -- PATH: the review engine on a local repository, without Azure DevOps. See --help.
import { parseArgs } from 'node:util';
import { reviewBranch } from '../sandbox/review-branch.ts';
import { SlipwayError } from '../src/errors.ts';
import { findApiKey } from './api-key.ts';
import { runCommand, UsageError } from './usage.ts';

const HELP = `npm run review -- PATH [options]
  --base NAME    branch or commit that the change goes into [main]
  --head NAME    what to review [HEAD]; only what is committed
  --model ID     Claude model [claude-sonnet-5-5]
  --effort E     low, medium or high [medium]
  --budget USD   most it may cost, 0 for no limit [2.00]
  --json         the whole result as JSON
  --sarif        the findings as SARIF 2.1.0
ANTHROPIC_API_KEY makes the review real; without it a stand-in answers, which is no model.
Exit status: 0 nothing blocks, 1 something does, 2 the review is incomplete or could not run.`;

const OPTIONS = {
  base: { type: 'string', default: 'main' },
  head: { type: 'string', default: 'HEAD' },
  model: { type: 'string', default: 'claude-sonnet-5-5' },
  effort: { type: 'string', default: 'medium' },
  budget: { type: 'string', default: '2.00' },
  json: { type: 'boolean', default: false },
  sarif: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

await runCommand({ name: 'npm run review', run: review });

async function review(signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { path, effort, budgetUsd } = readArguments(values, positionals);
  const { base, head, model } = values;
  try {
    const { text, status } = await reviewBranch({
      path,
      base,
      head,
      model,
      effort,
      budgetUsd,
      apiKey: findApiKey(),
      format: values.json ? 'json' : values.sarif ? 'sarif' : 'text',
      say: (line) => console.error(line),
      signal,
    });
    console.log(text);
    return status;
  } catch (error) {
    if (!(error instanceof SlipwayError) || signal.aborted) throw error;
    console.error(`${error.message} [${error.code}]${error.hint === undefined ? '' : `\n${error.hint}`}`);
    return 2;
  }
}

interface Values {
  readonly effort: string;
  readonly budget: string;
  readonly json: boolean;
  readonly sarif: boolean;
}

/** What was asked for, or a UsageError that says what is wrong with it. */
function readArguments(values: Values, [path, ...rest]: readonly string[]) {
  if (path === undefined) throw new UsageError('npm run review -- PATH: name the folder of a clone.');
  if (rest.length > 0) throw new UsageError(`One path at a time, not also ${rest.join(' ')}.`);
  if (values.json && values.sarif) throw new UsageError('--json or --sarif, not both.');
  const effort = (['low', 'medium', 'high'] as const).find((one) => one === values.effort);
  if (effort === undefined) throw new UsageError(`--effort ${values.effort}: write low, medium or high.`);
  const budgetUsd = Number(values.budget);
  if (!(budgetUsd >= 0)) throw new UsageError(`--budget ${values.budget}: write an amount in USD, 0 for no limit.`);
  return { path, effort, budgetUsd };
}
