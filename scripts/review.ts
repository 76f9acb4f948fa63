// npm run review -- PATH: the review engine on a local repository, without Azure DevOps. See --help.
import { parseArgs } from 'node:util';
import { reviewBranch } from '../sandbox/review-branch.ts';
import { SlipwayError } from '../src/errors.ts';

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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    base: { type: 'string', default: 'main' },
    head: { type: 'string', default: 'HEAD' },
    model: { type: 'string', default: 'claude-sonnet-5-5' },
    effort: { type: 'string', default: 'medium' },
    budget: { type: 'string', default: '2.00' },
    json: { type: 'boolean', default: false },
    sarif: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const cancelled = new AbortController();
process.once('SIGINT', () => cancelled.abort(new Error('Cancelled.')));
process.exitCode = await review();

async function review(): Promise<number> {
  const [path, ...rest] = positionals;
  const effort = (['low', 'medium', 'high'] as const).find((one) => one === values.effort);
  const budgetUsd = Number(values.budget);
  if (values.help || path === undefined || rest.length > 0 || effort === undefined || !(budgetUsd >= 0)) {
    console.log(HELP);
    return values.help ? 0 : 2;
  }
  try {
    const apiKey = process.env['ANTHROPIC_API_KEY'];
    const { base, head, model } = values;
    const { text, status } = await reviewBranch({
      path,
      base,
      head,
      model,
      effort,
      budgetUsd,
      apiKey,
      format: values.json ? 'json' : values.sarif ? 'sarif' : 'text',
      say: (line) => console.error(line),
      signal: cancelled.signal,
    });
    console.log(text);
    return status;
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    console.error(`${error.message} [${error.code}]${error.hint === undefined ? '' : `\n${error.hint}`}`);
    return 2;
  }
}
