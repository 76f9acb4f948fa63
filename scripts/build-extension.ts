import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EsbuildPlugin } from 'esbuild-loader';
import webpack from 'webpack';
import { taskBundles } from '../webpack.config.ts';

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/** Writes the extension as it is packed to dist/: manifest, overview, images, tasks. Throws on any warning. */
export async function buildExtension(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  await bundle();
  const { version } = readJson('package.json') as { version: string };
  stageTasks(version);
  stageManifest(version);
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const writeJson = (file: string, value: unknown): void =>
  writeFileSync(path.join(dist, file), `${JSON.stringify(value, null, 2)}\n`);

async function bundle(): Promise<void> {
  const configuration = taskBundles();
  const minimizer = [
    new EsbuildPlugin({
      target: 'node20',
      minify: false,
      minifyWhitespace: true,
      keepNames: true,
      legalComments: 'none',
    }),
  ];
  const compiler = webpack({ ...configuration, optimization: { ...configuration.optimization, minimizer } });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise<void>((resolve) => compiler.close(() => resolve()));
  if (stats?.hasErrors() || stats?.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
}

/** The major version of a task is its contract and stands in its task.json; the rest follows the package. */
function stageTasks(version: string): void {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  for (const name of readdirSync(path.join(root, 'tasks'))) {
    const task = readJson(`tasks/${name}/task.json`) as { version: { Major: number } };
    writeJson(`tasks/${name}/task.json`, {
      ...task,
      version: { Major: task.version.Major, Minor: minor, Patch: patch },
    });
    cpSync(path.join(root, 'tasks', name, 'icon.png'), path.join(dist, 'tasks', name, 'icon.png'));
  }
}

function stageManifest(version: string): void {
  const manifest = readJson('vss-extension.json') as Record<string, unknown>;
  writeJson('vss-extension.json', { ...manifest, version });
  for (const name of ['overview.md', 'LICENSE']) cpSync(path.join(root, name), path.join(dist, name));
  if (existsSync(path.join(root, 'images')))
    cpSync(path.join(root, 'images'), path.join(dist, 'images'), { recursive: true });
}
