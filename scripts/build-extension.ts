import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EsbuildPlugin } from 'esbuild-loader';
import webpack from 'webpack';
import { hubBundles, taskBundles } from '../webpack.config.ts';
import { type BundledModules, findPackages, listBundledModules, refuseStrayFiles } from './bundled-modules.ts';
import { renderNotices } from './third-party-notices.ts';

const root = path.join(import.meta.dirname, '..');
const dist = path.join(root, 'dist');

/**
 * Writes the extension as it is packed to dist/: manifest, overview, notices, images, tasks, hub. What the tasks were made of
 * stands in out/build-modules.json. Throws on any warning.
 */
export async function buildExtension(): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const modules = await bundleTasks();
  const hub = await bundleHub();
  const { version } = readJson('package.json') as { version: string };
  stageTasks(version);
  stageHub();
  stageManifest(version);
  const packages = findPackages([...Object.values(modules), ...Object.values(hub)].flat());
  writeFileSync(path.join(dist, 'ThirdPartyNotices.txt'), renderNotices(root, packages));
  mkdirSync(path.join(root, 'out'), { recursive: true });
  writeFileSync(path.join(root, 'out/build-modules.json'), `${JSON.stringify(modules, null, 2)}\n`);
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const writeJson = (file: string, value: unknown): void =>
  writeFileSync(path.join(dist, file), `${JSON.stringify(value, null, 2)}\n`);

async function bundleTasks(): Promise<BundledModules> {
  const stats = await compile(taskBundles(), [
    new EsbuildPlugin({ target: 'node20', minify: false, minifyWhitespace: true, legalComments: 'none' }),
  ]);
  refuseStrayFiles(stats);
  return listBundledModules(stats, root);
}

/** Webpack's own minimizer leaves a quarter less of azure-devops-ui than esbuild, but knows nothing of styles. */
const bundleHub = async (): Promise<BundledModules> =>
  listBundledModules(
    await compile(hubBundles(), ['...', new EsbuildPlugin({ include: /\.css$/, css: true, legalComments: 'none' })]),
    root,
  );

async function compile(
  configuration: webpack.Configuration,
  minimizer: NonNullable<NonNullable<webpack.Configuration['optimization']>['minimizer']>,
): Promise<webpack.Stats> {
  const optimization = { ...configuration.optimization, minimizer };
  const compiler = webpack({ ...configuration, optimization });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    compiler.run((error, result) => (error ? reject(error) : resolve(result)));
  });
  await new Promise<void>((resolve) => compiler.close(() => resolve()));
  if (stats === undefined) throw new Error('webpack gave no result.');
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
  return stats;
}

/** The pages themselves; what they load was built beside them. */
function stageHub(): void {
  for (const page of readdirSync(path.join(root, 'hub')).filter((file) => file.endsWith('.html')))
    cpSync(path.join(root, 'hub', page), path.join(dist, 'hub', page));
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
  for (const name of ['overview.md', 'LICENSE', ...listPictures(manifest)])
    cpSync(path.join(root, name), path.join(dist, name));
}

/** The images that the overview shows and the icon; other documents have more of them. */
function listPictures(manifest: object): ReadonlySet<string> {
  const shown = readFileSync(path.join(root, 'overview.md'), 'utf8') + JSON.stringify(manifest);
  return new Set(shown.match(/\bimages\/[\w.-]+/g));
}
