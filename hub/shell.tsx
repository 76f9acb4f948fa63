import { Component, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { asProblem, type HubProblem } from './host/hub-problem.ts';
import type { HubHost } from './host/hub-host.ts';
import type { Rest } from './host/rest.ts';
import { type Hub, HubProvider } from './hub-context.ts';
import { HUB_PAGES } from './pages/pages.ts';
import { HubLink } from './parts/link.tsx';
import { ProblemCard } from './parts/problem-card.tsx';
import { formatRoute, PAGES, parseRoute, type Route } from './route.ts';

/** The frame of every page: navigation, title, and what goes wrong in a page without taking the others along. */
export function Shell({ host, rest, start }: { readonly host: HubHost; readonly rest: Rest; readonly start: string }) {
  const [route, setRoute] = useState(() => parseRoute(start));
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    host.navigation.onHashChanged((hash) => setRoute(parseRoute(hash)));
  }, [host]);
  const hub = useMemo<Hub>(() => {
    const go = (next: Route) => {
      host.navigation.pushHash(formatRoute(next));
      setRoute(next);
    };
    const setFilter = (name: string, value: string) => {
      const next = { ...route, filters: { ...route.filters, [name]: value } };
      host.navigation.replaceHash(formatRoute(next));
      setRoute(parseRoute(formatRoute(next)));
    };
    return { host, rest, route, go, setFilter };
  }, [host, rest, route]);
  const { title: all, nameItem, Page } = HUB_PAGES[route.page];
  const title = nameItem?.(route.item) ?? all;
  const place = formatRoute({ ...route, filters: {} });
  const first = useRef(place);
  useEffect(() => {
    host.navigation.setTitle(`${title} - Slipway`);
    // Whoever cannot see the page change is put at its start.
    if (first.current !== place) heading.current?.focus();
    first.current = place;
  }, [host, place, title]);
  return (
    <HubProvider value={hub}>
      <div className="slipway-shell">
        <nav aria-label="Slipway" className="slipway-nav">
          {PAGES.filter((page) => HUB_PAGES[page].listed).map((page) => (
            <HubLink
              key={page}
              to={{ page, item: [], filters: {} }}
              className="slipway-tab"
              current={page === route.page}
            >
              {HUB_PAGES[page].title}
            </HubLink>
          ))}
        </nav>
        <main className="slipway-main">
          <h1 ref={heading} tabIndex={-1} className="slipway-title">
            <bdi>{title}</bdi>
          </h1>
          <PageBoundary key={place}>
            <Page />
          </PageBoundary>
        </main>
      </div>
    </HubProvider>
  );
}

/** A page that throws shows what happened; the navigation stays. */
class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly problem?: HubProblem }> {
  override state: { readonly problem?: HubProblem } = {};

  static getDerivedStateFromError(error: unknown) {
    return { problem: asProblem(error, 'this page') };
  }

  override render() {
    const { problem } = this.state;
    if (problem === undefined) return this.props.children;
    return <ProblemCard problem={problem} retry={() => this.setState({ problem: undefined } as never)} />;
  }
}
