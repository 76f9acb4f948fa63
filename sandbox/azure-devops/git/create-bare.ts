import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { gitEnvironment } from './run-git.ts';

const SETTINGS: readonly (readonly [string, string])[] = [
  ['http.receivepack', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['uploadpack.allowReachableSHA1InWant', 'true'],
  ['uploadpack.allowTipSHA1InWant', 'true'],
  ['uploadpack.allowFilter', 'true'],
  // refs/pull/* are the service's own.
  ['receive.hideRefs', 'refs/pull'],
  ['receive.denyDeleteCurrent', 'refuse'],
  // Commits of older iterations are reachable from no branch after a forced push and must stay.
  ['gc.auto', '0'],
  ['gc.pruneExpire', 'never'],
  ['receive.autogc', 'false'],
  ['core.logAllRefUpdates', 'false'],
];

/** A bare repository as the service keeps it; an existing one stays as it is. */
export function createBareRepository(gitDir: string, defaultBranch: string): void {
  if (existsSync(gitDir)) return;
  mkdirSync(gitDir, { recursive: true });
  const env = gitEnvironment();
  const branch = defaultBranch.replace('refs/heads/', '');
  execFileSync('git', ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, gitDir], { env });
  // Written, not set one by one: a process for each would be most of the time that a repository takes.
  const lines = SETTINGS.map(([name, value]) => `[${name.replace('.', ']\n\t')} = ${value}\n`);
  appendFileSync(path.join(gitDir, 'config'), lines.join(''));
  // Diffs of added and deleted files compare with the empty blob.
  execFileSync('git', [`--git-dir=${gitDir}`, 'hash-object', '-w', '--stdin'], { env, input: '', stdio: 'pipe' });
}

function settingLines([name, value]: readonly [string, string]): string {
  const [section = '', key = ''] = name.split('.');
  return `[${section}]\n\t${key} = ${value}\n`;
}
