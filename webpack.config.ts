import { readdirSync } from 'node:fs';
import path from 'node:path';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
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

/** The hub and the tab of a run: what both need is one file, each page of the hub another, fonts and styles are files. */
export function hubBundles(): Configuration {
  return {
    mode: 'production',
    target: ['web', 'es2022'],
    context: root,
    entry: {
      shared: ['react', 'react-dom/client', 'azure-devops-extension-sdk', 'zod'],
      main: { import: './hub/main.tsx', dependOn: 'shared' },
      'run-tab': { import: './hub/run-tab.tsx', dependOn: 'shared' },
    },
    output: {
      path: path.join(root, 'dist/hub'),
      filename: '[name].js',
      chunkFilename: 'page-[name].js',
      assetModuleFilename: '[name][ext]',
    },
    resolve: {
      extensions: ['.tsx', '.ts', '.js'],
      // What azure-devops-ui brings for browsers that are long gone.
      alias: {
        'es6-object-assign/auto': false,
        'es6-promise/auto': false,
        'es6-string-polyfills': false,
        'array.prototype.find/auto': false,
        'intersection-observer': false,
      },
    },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: 'esbuild-loader',
          options: { target: 'es2022', jsx: 'automatic' },
        },
        { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'] },
        { test: /\.(woff2?|ttf|eot|svg|png)$/, type: 'asset/resource' },
      ],
    },
    plugins: [new MiniCssExtractPlugin({ filename: '[name].css', chunkFilename: 'page-[name].css' })],
    optimization: { minimize: true },
    performance: { hints: false },
    stats: 'errors-warnings',
  };
}
