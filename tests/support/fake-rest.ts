import { HubProblem } from '../../hub/host/hub-problem.ts';
import type { Rest, RestRequest } from '../../hub/host/rest.ts';

/**
 * Azure DevOps for the hub's readers: gives the answer of the first key that the path holds; what no key fits, or fits
 * undefined, is not there. An error is thrown. Remembers what was asked for.
 */
export function fakeRest(answers: Readonly<Record<string, unknown>>): Rest & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = ({ path }: RestRequest): Promise<unknown> => {
    asked.push(path);
    const key = Object.keys(answers).find((part) => path.includes(part));
    const found = key === undefined ? undefined : answers[key];
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  const find: Rest['find'] = async (request, shape) => {
    const found = await answer(request);
    if (found === undefined) return undefined;
    const parsed = shape.safeParse(found);
    if (parsed.success) return parsed.data;
    throw new HubProblem(request.what, { kind: 'unreadable', detail: parsed.error.message });
  };
  const get: Rest['get'] = async (request, shape) => {
    const found = await find(request, shape);
    if (found === undefined) throw new HubProblem(request.what, { kind: 'missing', detail: '' });
    return found;
  };
  return {
    asked,
    find,
    get,
    getPage: async (request, shape) => ({ value: await get(request, shape), next: undefined }),
    findBytes: async (request) => (await answer(request)) as ArrayBuffer | undefined,
    send: () => Promise.reject(new Error('Nothing is sent.')),
  };
}
