import * as z from 'zod';
import type { AzureDevOps, SandboxRepository } from './azure-devops/azure-devops.ts';

type Read<Nothing> = <Shape extends z.ZodType>(
  repository: SandboxRepository,
  path: string,
  shape: Shape,
) => Promise<z.infer<Shape> | Nothing>;

/** Reads the sandbox's own REST interface as any client would. Throws for every answer but success. */
export interface PageReader {
  /** `path` is below the repository. */
  readonly get: Read<never>;
  /** Undefined for what is not there. */
  readonly find: Read<undefined>;
  /** `path` is below the project; version 7.1 where it does not name one. */
  readonly getOfProject: Read<never>;
  /** Text of the project; undefined for what is not there. */
  readonly findText: (repository: ProjectName, path: string) => Promise<string | undefined>;
  readonly findOfProject: <Shape extends z.ZodType>(
    project: ProjectName,
    path: string,
    shape: Shape,
  ) => Promise<z.infer<Shape> | undefined>;
}

type ProjectName = Pick<SandboxRepository, 'organisation' | 'project'>;

export const List = <Item extends z.ZodType>(item: Item) => z.object({ value: z.array(item) });

export function createPageReader(azureDevOps: AzureDevOps, baseUrl: () => string): PageReader {
  const tokens = new Map<string, string>();
  const tokenOf = (organisation: string): string => {
    const known = tokens.get(organisation);
    if (known !== undefined) return known;
    const token = azureDevOps.issueToken({
      organisation,
      identity: { displayName: 'Sandbox pages' },
      permissions: ['readCode'],
    });
    tokens.set(organisation, token);
    return token;
  };

  const ask = ({ organisation, project }: ProjectName, path: string): Promise<Response> => {
    const version = path.includes('api-version=') ? '' : `${path.includes('?') ? '&' : '?'}api-version=7.1`;
    return fetch(
      `${baseUrl()}/${encodeURIComponent(organisation)}/${encodeURIComponent(project)}/_apis/${path}${version}`,
      { headers: { authorization: `Bearer ${tokenOf(organisation)}` } },
    );
  };

  async function read<Shape extends z.ZodType>(answer: Response, shape: Shape): Promise<z.infer<Shape>> {
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${answer.url}: ${await answer.text()}`);
    return shape.parse(await answer.json());
  }

  const below = ({ id }: SandboxRepository, path: string) => `git/repositories/${id}/${path}`;

  return {
    get: async (repository, path, shape) => read(await ask(repository, below(repository, path)), shape),
    async find(repository, path, shape) {
      const answer = await ask(repository, below(repository, path));
      return answer.status === 404 ? undefined : read(answer, shape);
    },
    async findOfProject(project, path, shape) {
      const answer = await ask(project, path);
      return answer.status === 404 ? undefined : read(answer, shape);
    },
    async findText(project, path) {
      const answer = await ask(project, path);
      if (answer.status === 404) return undefined;
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${answer.url}`);
      return answer.text();
    },
    getOfProject: async (repository, path, shape) => read(await ask(repository, path), shape),
  };
}
