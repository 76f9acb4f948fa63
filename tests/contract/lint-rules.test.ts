import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'mocha';
import { CHECKS } from '../../scripts/lint-checks.ts';

const root = path.join(import.meta.dirname, '../..');
const SETTINGS = [
  ...['.oxlintrc.json', '.dependency-cruiser.cjs', 'knip.json', 'tsconfig.json', 'src/tsconfig.json'],
  'scripts/lint-rules.js',
];

/** By what is refused: a file that does it, and what is said of it. */
const WRONG: Readonly<Record<string, readonly [file: string, text: string, said: RegExp]>> = {
  'a rule that looks at the clock': ['src/review/clock.ts', 'export const at = () => new Date();', /clock is a port/],
  'a rule that asks for the time': ['src/tickets/time.ts', 'export const at = () => Date.now();', /'Date\.now'/],
  'a rule that leaves it to chance': ['src/chat/chance.ts', 'export const at = () => Math.random();', /Math\.random'/],
  'a rule that fetches': ['src/release/web.ts', "export const got = () => fetch('x');", /name 'fetch'/],
  'a rule that waits': ['src/setup/wait.ts', 'export const wait = () => setTimeout(() => 1);', /name 'setTimeout'/],
  'a rule that reads a file': ['src/audit/file.ts', "export * from 'node:fs';", /domains-run-on-zod-alone/],
  'a rule that calls a client': ['src/review/call.ts', "export * from '../clients/push.ts';", /domains-look-inward/],
  'a task that imports another': ['tasks/A/index.ts', "export * from '../B/index.ts';", /a-task-never-imports-another/],
  'a program that is not git': ['tasks/B/index.ts', "export * from 'node:child_process';", /no-program-but-git/],
  'a push beside the ledger': [
    'src/clients/push.ts',
    "export const path = ['git', 'pushes'];",
    /Only .*pushes over REST/,
  ],
  'a shell': ['scripts/shell.ts', "import { exec } from 'node:child_process';\n\nexec('ls');", /No shell/],
  'an export that nobody uses': ['src/used.ts', 'export const used = 1;\nexport const dead = 2;', /^dead +src/m],
};

describe('npm run lint refuses', function () {
  this.timeout(120_000);
  let folder: string;
  /** What all checks said, in the smallest parts that name a file. */
  let said: readonly string[];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'slipway-lint-'));
    for (const part of ['src', 'tasks', 'hub', 'sandbox', 'scripts', 'tests']) mkdirSync(path.join(folder, part));
    for (const file of SETTINGS) cpSync(path.join(root, file), path.join(folder, file));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    write('package.json', '{ "name": "wrong", "private": true, "type": "module" }');
    write('scripts/use.ts', "import { used } from '../src/used.ts';\n\nconsole.log(used);");
    for (const [file, text] of Object.values(WRONG)) write(file, text);
    const output = await Promise.all(CHECKS.map(([, ...args]) => complaintsOf(args)));
    said = output.flatMap((text) => text.split(/\n\s*\n|\n(?= *error )/));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${text}\n`);
  }

  /** What a check prints when it refuses. */
  const complaintsOf = (args: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      // What the linters run through is no coverage of ours.
      const child = spawn(process.execPath, args, {
        cwd: folder,
        env: { ...process.env, NODE_V8_COVERAGE: undefined },
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (piece: Buffer) => (output += String(piece)));
      child.once('error', reject);
      child.once('close', (status) => resolve(status === 0 ? '' : output));
    });

  for (const [what, [file, , why]] of Object.entries(WRONG))
    it(what, () =>
      assert.ok(
        said.some((part) => part.includes(file) && why.test(part)),
        said.join('\n\n'),
      ),
    );
});
