import { parse } from 'yaml';
import { findCommit, listRefs } from '../../azure-devops/git/history.ts';
import { findEntry, readBlob } from '../../azure-devops/git/objects.ts';
import type { PipelinePlace } from '../../azure-devops/pipelines/place.ts';
import { findProject, findRepository } from '../../azure-devops/rest/call.ts';
import { placeOf } from '../../azure-devops/world.ts';
import { PipelineInvalid, type RepositoryResource, type TemplateSource } from '../plan.ts';
import type { RunRepository } from './documents.ts';

/** Which state of a repository resource a run was queued with. */
export interface WantedVersion {
  readonly refName?: string | undefined;
  readonly version?: string | undefined;
}

/** A file of a repository as of a commit; undefined when there is none. */
export async function readFileAt(gitDir: string, commit: string, path: string): Promise<string | undefined> {
  const plain = path.replace(/^\/+/, '');
  const entry = await findEntry(gitDir, commit, plain);
  return entry?.type === 'blob' ? (await readBlob(gitDir, entry.id)).toString('utf8') : undefined;
}

/** Where the files of a run's YAML come from; it learns the repository resources from the files that it reads. */
export class RunSources implements TemplateSource {
  readonly #place: PipelinePlace;
  readonly #self: RunRepository;
  readonly #wanted: Readonly<Record<string, WantedVersion>>;
  readonly #resources = new Map<string, RepositoryResource>();

  constructor(place: PipelinePlace, self: RunRepository, wanted: Readonly<Record<string, WantedVersion>>) {
    this.#place = place;
    this.#self = self;
    this.#wanted = wanted;
  }

  async read(alias: string, path: string): Promise<string | undefined> {
    const repository = alias === 'self' ? this.#self : await this.#resolve(alias);
    const text = await readFileAt(this.#gitDir(repository.repositoryId), repository.version, path);
    if (text !== undefined) this.#learn(text);
    return text;
  }

  /** The repositories of a compiled run by alias; throws PipelineInvalid for one that does not exist. */
  async repositories(resources: readonly RepositoryResource[]): Promise<Readonly<Record<string, RunRepository>>> {
    for (const alias of Object.keys(this.#wanted))
      if (!resources.some((one) => one.alias === alias))
        throw new PipelineInvalid(`The repository resource '${alias}' is not defined by the pipeline.`);
    const others: [string, RunRepository][] = [];
    for (const resource of resources) others.push([resource.alias, await this.#version(resource)]);
    return { self: this.#self, ...Object.fromEntries(others) };
  }

  #gitDir(repositoryId: string): string {
    const { world, organisation } = this.#place;
    const repository = organisation.document.repositories.find(({ id }) => id === repositoryId);
    if (!repository) throw new Error(`there is no repository ${repositoryId}`);
    return placeOf(world, organisation, repository).gitDir;
  }

  /** What a file says about repositories, before it is compiled: its templates may come from them. */
  #learn(text: string): void {
    for (const resource of resourcesIn(text))
      if (!this.#resources.has(resource.alias)) this.#resources.set(resource.alias, resource);
  }

  async #resolve(alias: string): Promise<RunRepository> {
    const resource = this.#resources.get(alias);
    if (!resource) throw new PipelineInvalid(`The repository resource '${alias}' is not defined by the pipeline.`);
    return this.#version(resource);
  }

  async #version({ alias, name, ref }: RepositoryResource): Promise<RunRepository> {
    const { organisation, project, world } = this.#place;
    const slash = name.indexOf('/');
    const owner = slash < 0 ? project : findProject(organisation, name.slice(0, slash));
    const repository = owner && findRepository(organisation, name.slice(slash + 1), owner.id);
    if (!repository)
      throw new PipelineInvalid(
        `The pipeline is not valid. Repository ${alias} references the repository ${name} which does not exist or has not been authorized for use.`,
      );
    const wanted = this.#wanted[alias];
    const wantedRef = wanted?.refName ?? ref ?? repository.defaultBranch;
    const { gitDir } = placeOf(world, organisation, repository);
    const refs = await listRefs(gitDir, 'refs');
    const tip = refs.get(wantedRef) ?? refs.get(wantedRef.replace('refs/heads/', 'refs/tags/'));
    const commit = await findCommit(gitDir, wanted?.version ?? tip ?? wantedRef);
    if (commit === undefined)
      throw new PipelineInvalid(`Repository ${alias}: the branch or tag ${wantedRef} of ${name} does not exist.`);
    return { repositoryId: repository.id, ref: wantedRef, version: commit };
  }
}

function resourcesIn(text: string): readonly RepositoryResource[] {
  let document: unknown;
  try {
    document = parse(text, { logLevel: 'silent' });
  } catch {
    // The compiler says what is wrong with it.
    return [];
  }
  const resources = fieldOf(document, 'resources');
  const repositories = fieldOf(resources, 'repositories');
  if (!Array.isArray(repositories)) return [];
  return repositories.flatMap((one: unknown) => {
    const [alias, name, ref] = ['repository', 'name', 'ref'].map((key) => fieldOf(one, key));
    if (typeof alias !== 'string' || typeof name !== 'string') return [];
    const full = typeof ref === 'string' && !ref.startsWith('refs/') ? `refs/heads/${ref}` : ref;
    return [{ alias, name, ref: typeof full === 'string' ? full : undefined }];
  });
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
