import path from 'node:path';
import type { Module, Stats } from 'webpack';

/** The files a bundle was made of, relative to the project's root with forward slashes, by bundle. */
export type BundledModules = Readonly<Record<string, readonly string[]>>;

/** Throws when a task is more than its one file: the agent gets its folder alone. */
export function refuseStrayFiles({ compilation }: Stats): void {
  const stray = [...compilation.chunks].filter((chunk) => !chunk.hasRuntime()).flatMap(({ files }) => [...files]);
  if (stray.length > 0) throw new Error(`Every task must be one file, but there is also ${stray.join(', ')}.`);
}

/** What webpack put into each bundle. */
export function listBundledModules({ compilation }: Stats, root: string): BundledModules {
  return Object.fromEntries(
    [...compilation.chunks].map((chunk): [string, string[]] => {
      const files = [...compilation.chunkGraph.getChunkModulesIterable(chunk)].flatMap(filesOf);
      const relative = files.map((file) => path.relative(root, file).replaceAll('\\', '/'));
      return [String(chunk.name), [...new Set(relative)].sort()];
    }),
  );
}

/** A module's file, or those of the modules that webpack made one of. */
function filesOf(module: Module): string[] {
  if ('modules' in module && Array.isArray(module.modules)) return (module.modules as Module[]).flatMap(filesOf);
  const file = module.nameForCondition();
  return file === null ? [] : [file];
}

export interface BundledPackage {
  readonly name: string;
  /** Its folder, relative to the project's root. */
  readonly folder: string;
}

/** The npm packages among the modules; a package that was installed twice comes twice. */
export function findPackages(modules: readonly string[]): readonly BundledPackage[] {
  const packages = modules.flatMap((file): BundledPackage[] => {
    const [folder, name] = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    return folder === undefined || name === undefined ? [] : [{ name, folder }];
  });
  const byFolder = new Map(packages.map((one) => [one.folder, one]));
  return [...byFolder.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}
