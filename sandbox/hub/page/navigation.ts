import type { Callable } from './channel.ts';

/** The address of this page, for the extension, whose own is of no use to anybody. */
export function navigation(route: { readonly id: string; readonly routeValues: Record<string, string> }): Callable {
  const readHash = () => location.hash.replace(/^#/, '');
  return {
    getHash: readHash,
    // The browser tells of it like of any other change, the extension that asked for it too.
    setHash: (hash: string) => void (location.hash = hash),
    replaceHash: (hash: string) => history.replaceState(null, '', hash === '' ? location.search : `#${hash}`),
    onHashChanged: (listen: (hash: string) => void) => addEventListener('hashchange', () => listen(readHash())),
    getQueryParams: () => Object.fromEntries(new URLSearchParams(location.search)),
    setQueryParams(parameters: Readonly<Record<string, string>>) {
      const query = new URLSearchParams(location.search);
      for (const [name, value] of Object.entries(parameters))
        if (value === '') query.delete(name);
        else query.set(name, value);
      history.pushState(null, '', `?${query.toString()}${location.hash}`);
    },
    getPageRoute: () => route,
    getPageNavigationElements: () => [],
    navigate: (url: string) => location.assign(url),
    openNewWindow: (url: string) => void window.open(url, '_blank', 'noopener'),
    reload: () => location.reload(),
    setDocumentTitle: (title: string) => void (document.title = title),
  };
}
