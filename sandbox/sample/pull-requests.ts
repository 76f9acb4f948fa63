import type { Edit } from './commits.ts';
import { carrierFiles, ALL_CARRIERS } from './carriers.ts';
import { lockFile } from './lock-file.ts';
import { lateRefunds } from './late-refunds.ts';
import { jonas, mara, tomasz } from './people.ts';
import type { PullRequestPlan } from './pull-request-plan.ts';

const fuelConflict: PullRequestPlan = {
  key: 'fuel-conflict',
  branch: 'feature/PARCEL-36-fuel-by-distance',
  title: 'PARCEL-36 Charge less fuel within the country',
  description: 'Two per cent of surcharge abroad, one at home, as agreed with the carriers in January.',
  author: tomasz,
  what: 'Changes the lines that main has changed since: there is no merge preview, and the review works all the same.',
  from: 'review-guidance',
  commits: [
    {
      subject: 'Charge less fuel within the country',
      at: '2026-02-20T11:00:00+01:00',
      edits: [
        {
          path: 'src/pricing.ts',
          from: 'const FUEL_PERCENT = 102;\n',
          to: 'const FUEL_PERCENT_HOME = 101;\nconst FUEL_PERCENT_ABROAD = 102;\n',
        },
        {
          path: 'src/pricing.ts',
          from: "  if (to.country !== 'DE') price = percentOf(price, ABROAD_PERCENT);\n",
          to: "  const isHome = to.country == 'DE';\n  if (!isHome) price = percentOf(price, ABROAD_PERCENT);\n",
        },
        {
          path: 'src/pricing.ts',
          from: 'percentOf(price, FUEL_PERCENT)',
          to: 'percentOf(price, isHome ? FUEL_PERCENT_HOME : FUEL_PERCENT_ABROAD)',
        },
        { path: 'tests/pricing.test.ts', from: '}), 398);', to: '}), 394);' },
        { path: 'tests/pricing.test.ts', from: '}), 602);', to: '}), 596);' },
      ],
    },
  ],
  problems: [{ path: 'src/pricing.ts', text: "to.country == 'DE'", what: '== instead of ===' }],
};

const cancelMoved: PullRequestPlan = {
  key: 'cancel-moved',
  branch: 'feature/PARCEL-33-cancel',
  title: 'PARCEL-33 Cancel parcels that were only announced',
  description: '`DELETE /parcels/:id` works until the carrier has the parcel; afterwards it answers 409.',
  author: jonas,
  what: 'Main has since inserted lines above: the merge preview counts other line numbers than the source commit.',
  from: 'review-guidance',
  commits: [
    {
      subject: 'Cancel parcels that were only announced',
      at: '2026-02-21T14:20:00+01:00',
      edits: [
        {
          path: 'src/routes/parcels.ts',
          from: 'import { findByTrackingNumber, findParcel, insertParcel }',
          to: 'import { deleteParcel, findByTrackingNumber, findParcel, insertParcel }',
        },
        {
          path: 'src/routes/parcels.ts',
          from: 'events: await listEvents(database, parcel.id) } };\n  });\n',
          to: `events: await listEvents(database, parcel.id) } };
  });

  router.add('DELETE', '/parcels/:id', async (_request, { id = '' }) => {
    const parcel = await findParcel(database, id);
    if (!parcel) throw notFound('parcel');
    if (parcel.status !== 'announced') throw conflict('the carrier has the parcel already');
    deleteParcel(database, parcel.id);
    return { status: 204 };
  });
`,
        },
        {
          path: 'src/db/parcels.ts',
          from: 'export async function setStatus(',
          to: `export async function deleteParcel(database: Database, id: string): Promise<void> {
  await database.query('DELETE FROM parcel WHERE id = $1', [id]);
}

export async function setStatus(`,
        },
      ],
    },
  ],
  problems: [
    {
      path: 'src/routes/parcels.ts',
      text: 'deleteParcel(database, parcel.id);',
      what: 'a promise is not awaited: the answer says deleted before it is, and an error goes unseen',
    },
  ],
};

const textLanguages: PullRequestPlan = {
  key: 'text-languages',
  branch: 'feature/PARCEL-44-german-texts',
  title: 'PARCEL-44 Write to customers in German',
  description: 'Texts move to `texts.ts` and have a language now. The clock moves to where the rest of the domain is.',
  author: mara,
  what: 'One file is moved and changed, another only moved; the problem is in the changed part.',
  commits: [
    {
      subject: 'Write to customers in German',
      at: '2026-03-05T09:45:00+01:00',
      moves: [
        { from: 'src/notify/templates.ts', to: 'src/notify/texts.ts' },
        { from: 'src/clock.ts', to: 'src/domain/clock.ts' },
      ],
      brings: ['src/notify/texts.ts'],
      edits: [
        { path: 'src/notify/notify-customer.ts', from: "from './templates.ts'", to: "from './texts.ts'" },
        { path: 'src/routes/parcels.ts', from: "from '../clock.ts'", to: "from '../domain/clock.ts'" },
        { path: 'src/server.ts', from: "from './clock.ts'", to: "from './domain/clock.ts'" },
      ],
    },
  ],
  problems: [
    { path: 'src/notify/texts.ts', text: 'console.log(', what: "a console.log left behind prints a customer's name" },
  ],
};

const migrated = [...carrierFiles(ALL_CARRIERS).keys()].map((path): Edit => {
  return { path, from: "from '../../domain/", to: "from '#domain/" };
});

const importPaths: PullRequestPlan = {
  key: 'import-paths',
  branch: 'chore/PARCEL-46-import-paths',
  title: 'PARCEL-46 Import the domain by its name',
  description: 'Mechanical: `../../domain/` becomes `#domain/`, which package.json resolves. No change of behaviour.',
  author: jonas,
  what: '150 files with the same harmless change; two of them hide a problem.',
  commits: [
    {
      subject: 'Import the domain by its name',
      at: '2026-03-06T13:00:00+01:00',
      edits: [
        ...migrated,
        {
          path: 'src/carriers/registry.ts',
          from: "import type { Carrier } from '../domain/carrier.ts';",
          to: "import type { Carrier } from '#domain/carrier.ts';",
        },
        {
          path: 'package.json',
          from: '  "type": "module",\n',
          to: '  "type": "module",\n  "imports": {\n    "#domain/*": "./src/domain/*"\n  },\n',
        },
        {
          path: 'README.md',
          from: 'together. Add it to `registry.ts`.\n',
          to: 'together. Add it to `registry.ts`. Import the domain as `#domain/…`.\n',
        },
        {
          path: 'src/carriers/pl/tracking-number.ts',
          from: 'return serial !== undefined && checkDigit(serial) === Number(digit);',
          to: "return serial !== undefined && (digit == '0' || checkDigit(serial) === Number(digit));",
        },
        {
          path: 'src/carriers/jp/status.ts',
          from: 'export const statusOf = (code: string): ParcelStatus | undefined => STATUSES[code];\n',
          to: `export function statusOf(code: string): ParcelStatus | undefined {
  console.log('jp status', code);
  return STATUSES[code];
}
`,
        },
      ],
    },
  ],
  problems: [
    {
      path: 'src/carriers/pl/tracking-number.ts',
      text: "digit == '0'",
      what: 'every serial number passes with check digit 0',
    },
    { path: 'src/carriers/jp/status.ts', text: 'console.log(', what: 'a console.log left behind' },
  ],
};

const lockOnly: PullRequestPlan = {
  key: 'lock-only',
  branch: 'chore/upgrade-pg',
  title: 'Upgrade pg to 8.16.3',
  description: 'Patch release. Nothing but the lock file changes.',
  author: tomasz,
  what: 'Only the lock file changes: there is nothing to read, and the review says so instead of asking a model.',
  commits: [
    {
      subject: 'Upgrade pg to 8.16.3',
      at: '2026-03-09T08:15:00+01:00',
      edits: [{ path: 'package-lock.json', from: lockFile('before'), to: lockFile('after') }],
    },
  ],
  problems: [],
};

/** The sample's pull requests, in the order they were opened. All go into main. */
export const pullRequestPlans: readonly PullRequestPlan[] = [
  lateRefunds,
  fuelConflict,
  cancelMoved,
  textLanguages,
  importPaths,
  lockOnly,
];
