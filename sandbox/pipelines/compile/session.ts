import { Budget } from '../expressions/budget.ts';
import { PipelineInvalid, type RepositoryResource, type TemplateSource } from '../plan.ts';
import type { YamlNode } from './node.ts';
import { readYaml } from './read-yaml.ts';
import { shown, type FileName } from './scope.ts';

/** One compilation: which repositories and files it has met, and what it may still take. */
export class Session {
  readonly budget = new Budget();
  readonly #repositories = new Map<string, RepositoryResource>();
  readonly #files = new Map<string, Promise<YamlNode>>();
  readonly #templates: TemplateSource;

  constructor(templates: TemplateSource) {
    this.#templates = templates;
  }

  get repositories(): readonly RepositoryResource[] {
    return [...this.#repositories.values()];
  }

  /** Makes aliases known. Throws PipelineInvalid for one that is known already. */
  addRepositories(repositories: readonly RepositoryResource[]): void {
    for (const repository of repositories) {
      const name = repository.alias.toLowerCase();
      if (name === 'self' || this.#repositories.has(name))
        throw new PipelineInvalid(`A repository resource with the alias '${repository.alias}' is already defined.`);
      this.#repositories.set(name, repository);
    }
  }

  /** The alias as it was declared, `self` for the empty one; undefined for one that was not. */
  findAlias(alias: string): string | undefined {
    if (alias === '' || alias.toLowerCase() === 'self') return 'self';
    return this.#repositories.get(alias.toLowerCase())?.alias;
  }

  /** A file as YAML, read once. Throws PipelineInvalid: none there, too many, no YAML. `asked`: the file that asks for it. */
  async read(file: FileName, asked: string): Promise<YamlNode> {
    const name = shown(file);
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    if (this.#files.size > 100)
      throw new PipelineInvalid(`${asked}: No more than 100 separate YAML files may be included.`);
    const reading = this.#load(file, asked);
    this.#files.set(name, reading);
    return reading;
  }

  async #load(file: FileName, asked: string): Promise<YamlNode> {
    const text = await this.#templates.read(file.repository, file.path);
    if (text === undefined)
      throw new PipelineInvalid(`${asked}: File ${file.path} not found in repository ${file.repository}.`);
    return readYaml(text, shown(file), this.budget);
  }
}
