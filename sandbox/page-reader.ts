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
  /** `path` is below the project. */
  readonly getOfProject: Read<never>;
}

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

  const ask = ({ organisation, project }: SandboxRepository, path: string): Promise<Response> =>
    fetch(
      `${baseUrl()}/${encodeURIComponent(organisation)}/${encodeURIComponent(project)}/_apis/${path}${path.includes('?') ? '&' : '?'}api-version=7.1`,
      { headers: { authorization: `Bearer ${tokenOf(organisation)}` } },
    );

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
    getOfProject: async (repository, path, shape) => read(await ask(repository, path), shape),
  };
}
