import { ALL_CARRIERS, carrierFiles, carrierRegistry, FIRST_CARRIERS } from './carriers.ts';
import type { Commit, Edit } from './commits.ts';
import { recentHistory } from './recent-history.ts';
import { jonas, mara, priya, tomasz } from './people.ts';

const inserted = (path: string, to: string): Edit => ({ path, from: '', to });

const firstMonths: readonly Commit[] = [
  {
    subject: 'Start with a service that answers whether it is healthy',
    by: mara,
    at: '2025-09-01T09:12:00+02:00',
    adds: [
      '.gitignore',
      'README.md',
      'package.json',
      'src/config.ts',
      'src/db/database.ts',
      'src/db/postgres.ts',
      'src/http/errors.ts',
      'src/http/router.ts',
      'src/log.ts',
      'src/routes/health.ts',
      'src/server.ts',
      'tsconfig.json',
    ],
  },
  {
    subject: 'Lock the dependencies',
    by: mara,
    at: '2025-09-01T09:40:00+02:00',
    adds: ['package-lock.json'],
  },
  {
    subject: 'Run types and tests for every push',
    by: jonas,
    at: '2025-09-02T14:05:00+02:00',
    adds: ['azure-pipelines.yml', '.gitattributes'],
  },
  {
    subject: 'Test how the router matches paths',
    by: jonas,
    at: '2025-09-02T16:31:00+02:00',
    adds: ['tests/router.test.ts'],
  },
  {
    subject: 'Merged PR 1: PARCEL-2 Count money in whole cents',
    by: priya,
    at: '2025-09-05T11:20:00+02:00',
    adds: ['src/domain/money.ts'],
  },
  {
    subject: 'Merged PR 2: PARCEL-3 Keep parcels and customers in PostgreSQL',
    body: 'Addresses are JSON: nobody searches by street, and every carrier wants other fields.',
    by: mara,
    at: '2025-09-11T15:47:00+02:00',
    adds: [
      'src/clock.ts',
      'src/db/customers.ts',
      'src/db/migrate.ts',
      'src/db/migrations/001-parcels.sql',
      'src/db/parcels.ts',
      'src/domain/address.ts',
      'src/domain/parcel.ts',
      'src/domain/status.ts',
    ],
  },
  {
    subject: 'Test addresses and statuses',
    by: tomasz,
    at: '2025-09-12T10:02:00+02:00',
    adds: ['tests/address.test.ts', 'tests/status.test.ts'],
  },
  {
    subject: 'Merged PR 3: PARCEL-5 Calculate the postage of a parcel',
    by: priya,
    at: '2025-09-18T13:30:00+02:00',
    adds: ['src/pricing.ts', 'tests/pricing.test.ts'],
  },
  {
    subject: 'Merged PR 4: PARCEL-6 Quote postage without taking the parcel on',
    by: priya,
    at: '2025-09-24T09:55:00+02:00',
    adds: ['src/http/body.ts', 'src/routes/address-of.ts', 'src/routes/quotes.ts'],
    edits: [
      inserted('src/server.ts', "import { addQuoteRoutes } from './routes/quotes.ts';\n"),
      inserted('src/server.ts', 'addQuoteRoutes(router);\n'),
      inserted('README.md', '| `POST /quotes` | the postage of a parcel, without taking it on |\n'),
    ],
  },
  {
    subject: 'Merged PR 5: PARCEL-8 Know the tracking numbers of the first three carriers',
    body: 'The check digit is the one of S10 of the Universal Postal Union, which all three use.',
    by: tomasz,
    at: '2025-10-02T17:10:00+02:00',
    adds: [
      'src/carriers/registry.ts',
      'src/domain/carrier.ts',
      'src/domain/check-digit.ts',
      'tests/carriers.test.ts',
      ...carrierFiles(FIRST_CARRIERS).keys(),
    ],
  },
  {
    subject: 'Merged PR 6: PARCEL-9 Take parcels on',
    by: tomasz,
    at: '2025-10-09T12:00:00+02:00',
    adds: ['src/routes/parcels.ts'],
    edits: [
      inserted('src/server.ts', "import { systemClock } from './clock.ts';\n"),
      inserted('src/server.ts', "import { addParcelRoutes } from './routes/parcels.ts';\n"),
      inserted('src/server.ts', 'addParcelRoutes(router, database, systemClock);\n'),
      inserted('README.md', '| `POST /parcels` | takes a parcel on, answers its id |\n'),
    ],
  },
  {
    subject: 'Say in the README how to run the service',
    by: mara,
    at: '2025-10-10T08:45:00+02:00',
    edits: [
      inserted(
        'README.md',
        '## Run it\n\n```sh\nnpm ci\nexport DATABASE_URL=postgres://localhost/parcels\nnpm run migrate\nnpm start\n```\n\n',
      ),
    ],
  },
  {
    subject: "Merged PR 7: PARCEL-12 Write the carriers' news down",
    by: jonas,
    at: '2025-10-20T16:22:00+02:00',
    adds: ['src/db/events.ts', 'src/db/migrations/002-events.sql', 'src/routes/events.ts'],
    edits: [
      inserted('src/server.ts', "import { addEventRoutes } from './routes/events.ts';\n"),
      inserted('src/server.ts', 'addEventRoutes({ router, database, carrierToken: config.carrierToken });\n'),
      inserted('README.md', "| `POST /events` | a carrier's news of a parcel |\n"),
      inserted('README.md', '| `CARRIER_TOKEN` | what carriers sign in with | none, must be set |\n'),
      {
        path: 'src/routes/parcels.ts',
        from: 'return { status: 200, body: parcel };',
        to: 'return { status: 200, body: { ...parcel, events: await listEvents(database, parcel.id) } };',
      },
      inserted('src/routes/parcels.ts', "import { listEvents } from '../db/events.ts';\n"),
    ],
    tag: 'v1.0.0',
  },
  {
    subject: 'Merged PR 8: PARCEL-14 Tell customers by e-mail',
    by: priya,
    at: '2025-10-30T10:15:00+01:00',
    adds: ['src/notify/email.ts', 'src/notify/notifier.ts', 'src/notify/notify-customer.ts', 'src/notify/templates.ts'],
    edits: [
      {
        path: 'src/routes/events.ts',
        from: "    log.info('parcel moved', { parcel: parcel.id, status });\n",
        to: `    log.info('parcel moved', { parcel: parcel.id, status });
    const customer = await findCustomer(database, parcel.customerId);
    if (customer && parcel.status !== status) await notifyCustomer(notifiers, customer, parcel, status);
`,
      },
      inserted('src/routes/events.ts', "import { findCustomer } from '../db/customers.ts';\n"),
      inserted('src/routes/events.ts', "import type { Notifier } from '../notify/notifier.ts';\n"),
      inserted('src/routes/events.ts', "import { notifyCustomer } from '../notify/notify-customer.ts';\n"),
      inserted('src/routes/events.ts', '  readonly notifiers: readonly Notifier[];\n'),
      {
        path: 'src/routes/events.ts',
        from: 'addEventRoutes({ router, database, carrierToken }: EventRoutes)',
        to: 'addEventRoutes({ router, database, notifiers, carrierToken }: EventRoutes)',
      },
      inserted('src/server.ts', "import { createEmailNotifier } from './notify/email.ts';\n"),
      {
        path: 'src/server.ts',
        from: 'addEventRoutes({ router, database, carrierToken: config.carrierToken });',
        to: 'addEventRoutes({ router, database, notifiers, carrierToken: config.carrierToken });',
      },
      inserted('src/server.ts', 'const notifiers = [createEmailNotifier(config.mailUrl)];\n'),
      inserted('README.md', '| `MAIL_URL` | the mail relay | http://localhost:8025 |\n'),
    ],
  },
  {
    subject: "Merged PR 9: PARCEL-15 Show a customer's parcels",
    by: tomasz,
    at: '2025-11-06T14:48:00+01:00',
    adds: ['src/routes/customers.ts'],
    edits: [
      inserted('src/server.ts', "import { addCustomerRoutes } from './routes/customers.ts';\n"),
      inserted('src/server.ts', 'addCustomerRoutes(router, database);\n'),
      inserted('README.md', "| `GET /customers/:id/parcels` | a customer's parcels, newest first |\n"),
    ],
  },
  {
    subject: 'Merged PR 10: PARCEL-17 Know the post offices of 46 more countries',
    body: 'Taken over from the old tracker, which had them in one table of 2,000 lines.',
    by: tomasz,
    at: '2025-11-17T11:36:00+01:00',
    adds: [...carrierFiles(ALL_CARRIERS.filter((code) => !FIRST_CARRIERS.includes(code))).keys()],
    edits: [
      {
        path: 'src/carriers/registry.ts',
        from: carrierRegistry(FIRST_CARRIERS),
        to: carrierRegistry(ALL_CARRIERS),
      },
    ],
    tag: 'v1.1.0',
  },
];

/** The commits of the sample's main branch, oldest first. */
export const history: readonly Commit[] = [...firstMonths, ...recentHistory];
