/** The pages in the order of the navigation. */
export const PAGES = ['releases', 'release', 'approvals', 'reviews', 'audits', 'compare', 'metrics', 'setup'] as const;
export type PageName = (typeof PAGES)[number];

/** Where somebody is: everything that a link to it must say. */
export interface Route {
  readonly page: PageName;
  /** What of the page's things is shown, such as repository, component and version. */
  readonly item: readonly string[];
  /** Filters by name; empty ones are left out. */
  readonly filters: Readonly<Record<string, string>>;
}

const HOME: Route = { page: 'releases', item: [], filters: {} };
/** A link that somebody was sent cannot make the hub keep more than this. */
const MOST = { parts: 6, filters: 20, characters: 500 };

/** The route that a location's hash names; the first page for one that names none. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [name = '', ...item] = path.split('/').filter(Boolean).slice(0, MOST.parts).map(decode);
  const page = PAGES.find((one) => one === name);
  if (page === undefined) return HOME;
  const filters = [...new URLSearchParams(query)]
    .filter(([, value]) => value !== '')
    .slice(0, MOST.filters)
    .map(([key, value]) => [cut(key), cut(value)] as const);
  return { page, item, filters: Object.fromEntries(filters) };
}

/** The hash of a route, without `#`. `parseRoute` gives the route again. */
export function formatRoute({ page, item, filters }: Route): string {
  const path = ['', page, ...item.map(whole)].map(encodeURIComponent).join('/');
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== '')).toString();
  return query === '' ? path : `${path}?${query}`;
}

function decode(part: string): string {
  try {
    return cut(decodeURIComponent(part));
  } catch {
    return cut(part);
  }
}

const cut = (text: string): string => whole(text.slice(0, MOST.characters));

/** Half a character is no address: it becomes the sign for what is no character. */
const whole = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
