import type { ComponentType } from 'react';
import type { PageName, Route } from '../route.ts';
import { latePage } from './late-page.tsx';

export interface HubPage {
  readonly title: string;
  /** Whether the navigation has it; the others are reached from an item. */
  readonly listed: boolean;
  /** What one of its things is called, as far as its address tells; undefined for the page of all of them. */
  readonly nameItem?: (item: Route['item']) => string | undefined;
  readonly Page: ComponentType;
}

/** Each page is a file of its own that is loaded when it is first opened. */
export const HUB_PAGES: Readonly<Record<PageName, HubPage>> = {
  releases: {
    title: 'Releases',
    listed: true,
    Page: latePage('Releases', () => import(/* webpackChunkName: "releases" */ './releases/releases-page.tsx')),
  },
  approvals: {
    title: 'Approvals',
    listed: true,
    nameItem: ([id]) => (id === undefined ? undefined : 'Approval'),
    Page: latePage('Approvals', () => import(/* webpackChunkName: "approvals" */ './approvals/approvals-page.tsx')),
  },
  release: {
    title: 'Release',
    listed: false,
    nameItem: ([, component, version]) => (version === undefined ? undefined : `${component} ${version}`),
    Page: latePage('Release', () => import(/* webpackChunkName: "release" */ './release/release-page.tsx')),
  },
  reviews: {
    title: 'Reviews',
    listed: true,
    nameItem: ([, pullRequest]) => (pullRequest === undefined ? undefined : `Review of pull request ${pullRequest}`),
    Page: latePage('Reviews', () => import(/* webpackChunkName: "reviews" */ './reviews/reviews-page.tsx')),
  },
  audits: {
    title: 'Audits',
    listed: true,
    nameItem: ([run]) => (run === undefined ? undefined : 'Audit'),
    Page: latePage('Audits', () => import(/* webpackChunkName: "audits" */ './audits/audits-page.tsx')),
  },
  compare: {
    title: 'Compare',
    listed: true,
    Page: latePage('Compare', () => import(/* webpackChunkName: "compare" */ './compare/compare-page.tsx')),
  },
  metrics: {
    title: 'Metrics',
    listed: true,
    Page: latePage('Metrics', () => import(/* webpackChunkName: "metrics" */ './metrics/metrics-page.tsx')),
  },
  setup: {
    title: 'Setup',
    listed: true,
    Page: latePage('Setup', () => import(/* webpackChunkName: "setup" */ './setup/setup-page.tsx')),
  },
};
