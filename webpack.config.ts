import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from 'webpack';

const root = import.meta.dirname;

/** Every task is one readable CommonJS file: names are kept, only white space goes. */
export function taskBundles(): Configuration {
  const tasks = readdirSync(path.join(root, 'tasks'));
  return {
    mode: 'production',
    target: 'node20',
    context: root,
    entry: Object.fromEntries(tasks.map((task) => [task, `./tasks/${task}/index.ts`])),
    output: { path: path.join(root, 'dist/tasks'), filename: '[name]/index.js', library: { type: 'commonjs2' } },
    // A package has an ES module or a CommonJS one for whoever asks: of the first, only what is used gets in.
    resolve: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['node', '...'],
      alias: { undici$: path.join(root, 'scripts/undici-sockets.cjs') },
    },
    module: {
      // The agent gets each task's folder alone: what is imported later must be in the same file.
      parser: { javascript: { dynamicImportMode: 'eager' } },
      rules: [
        { test: /\.ts$/, exclude: /node_modules/, loader: 'esbuild-loader', options: { target: 'node20' } },
        // task-lib loads resource files by a computed path, which we never use; a bundle cannot hold it.
        {
          test: /azure-pipelines-task-lib[\\/]internal\.js$/,
          loader: path.join(root, 'scripts/keep-dynamic-require.cjs'),
        },
      ],
    },
    node: { __dirname: false, __filename: false },
    optimization: { minimize: true, splitChunks: false, concatenateModules: true },
    performance: { hints: false },
    stats: 'errors-warnings',
  };
}
