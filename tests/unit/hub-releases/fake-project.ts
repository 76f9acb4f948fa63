import { createRest, type Rest } from '../../../hub/host/rest.ts';

export interface Answering {
  readonly rest: Rest;
  /** Paths below `_apis` of all requests, with the path of the item where one was asked for. */
  readonly asked: string[];
}

/** A project of Azure DevOps; `answer` gives a body, a status, or undefined for 404. */
export function fakeProject(answer: (path: string) => unknown): Answering {
  const asked: string[] = [];
  const rest = createRest({
    baseUrl: 'https://example.com/fabrikam/',
    getToken: () => Promise.resolve('t'),
    fetch: (url) => {
      const { pathname, searchParams } = new URL(url);
      const item = searchParams.get('path');
      const path = pathname.replace('/fabrikam/Shop/_apis/', '') + (item === null ? '' : `:${item}`);
      asked.push(path);
      const given = answer(path);
      if (typeof given === 'number') return Promise.resolve(Response.json({ message: 'No.' }, { status: given }));
      if (given === undefined) return Promise.resolve(Response.json({}, { status: 404 }));
      return Promise.resolve(Response.json(path.includes(':') ? { content: JSON.stringify(given) } : given));
    },
  });
  return { rest, asked };
}
