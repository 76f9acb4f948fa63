import { priya } from './people.ts';
import type { PullRequestPlan } from './pull-request-plan.ts';

/** A feature as people write them, with everything that a reviewer looks for. */
export const lateRefunds: PullRequestPlan = {
  key: 'late-refunds',
  branch: 'feature/PARCEL-41-late-refunds',
  title: 'PARCEL-41 Refund the postage of late parcels',
  description: `Customers get postage back when a parcel is late:

- half of it from the first day, all of it after a week; late is more than 5 days, for express more than 2
- \`POST /parcels/:id/refund\` pays back once, \`GET /refunds?reason=\` is for the service desk
- the payment provider gets an idempotency key, so a second attempt does not pay twice

Tested with the provider's sandbox. Migration 004 only adds a table.`,
  author: priya,
  what: 'A feature with seven problems between harmless changes, from SQL injection to a comment without a ticket.',
  commits: [
    {
      subject: 'Reckon the refund of a late parcel',
      at: '2026-03-03T10:00:00+01:00',
      brings: ['tests/refunds.test.ts'],
      edits: [
        {
          path: 'src/pricing.ts',
          from: "import type { Address } from './domain/address.ts';\n",
          to: "import { daysBetween } from './clock.ts';\nimport type { Address } from './domain/address.ts';\n",
        },
        {
          path: 'src/pricing.ts',
          from: "import { cents, type Cents } from './domain/money.ts';\n",
          to: "import { cents, type Cents } from './domain/money.ts';\nimport type { Parcel } from './domain/parcel.ts';\n",
        },
        {
          path: 'src/pricing.ts',
          from: '  return cents(percentOf(price, FUEL_PERCENT));\n}\n',
          to: `  return cents(percentOf(price, FUEL_PERCENT));
}

const DAYS_IN_TIME = 5;
const EXPRESS_DAYS_IN_TIME = 2;
const DAYS_UNTIL_ALL_IS_REFUNDED = 7;

/** What a customer gets back at \`now\`: nothing in time, half the postage when late, all of it after a week. */
export function refundFor(
  { takenOn, deliveredOn, express, postage }: Pick<Parcel, 'takenOn' | 'deliveredOn' | 'express' | 'postage'>,
  now: Date,
): Cents {
  const daysLate = daysBetween(takenOn, deliveredOn ?? now) - (express ? EXPRESS_DAYS_IN_TIME : DAYS_IN_TIME);
  if (daysLate <= 0) return cents(0);
  return daysLate > DAYS_UNTIL_ALL_IS_REFUNDED ? postage : cents(percentOf(postage, 50));
}
`,
        },
      ],
    },
    {
      subject: 'Pay refunds back and tell the customer',
      at: '2026-03-04T15:30:00+01:00',
      brings: [
        'src/db/migrations/004-refunds.sql',
        'src/db/refunds.ts',
        'src/notify/refund-notice.ts',
        'src/payments.ts',
        'src/routes/refunds.ts',
      ],
      edits: [
        {
          path: 'src/server.ts',
          from: "import { addQuoteRoutes } from './routes/quotes.ts';\n",
          to: "import { addQuoteRoutes } from './routes/quotes.ts';\nimport { addRefundRoutes } from './routes/refunds.ts';\n",
        },
        {
          path: 'src/server.ts',
          from: 'addQuoteRoutes(router);\n',
          to: 'addQuoteRoutes(router);\naddRefundRoutes({ router, database, notifiers, clock: systemClock });\n',
        },
        {
          path: 'README.md',
          from: '| `GET /health` |',
          to: '| `POST /parcels/:id/refund` | pays the postage of a late parcel back |\n| `GET /refunds?reason=` | refunds by their reason |\n| `GET /health` |',
        },
      ],
    },
  ],
  problems: [
    {
      path: 'src/db/refunds.ts',
      text: 'LIKE \'%" + text + "%\'',
      what: 'SQL is put together from what the caller sent',
    },
    {
      path: 'src/payments.ts',
      text: 'const PAYMENTS_KEY =',
      what: 'a live key of the payment provider is in the code',
    },
    {
      path: 'src/notify/refund-notice.ts',
      text: 'console.log(',
      what: "a console.log left behind prints a customer's e-mail",
    },
    { path: 'src/notify/refund-notice.ts', text: '} catch {}', what: 'an empty catch swallows what went wrong' },
    {
      path: 'src/routes/refunds.ts',
      text: 'notifyRefund(notifiers, customer, refund);',
      what: 'a promise is not awaited',
    },
    { path: 'src/routes/refunds.ts', text: 'amount == 0', what: '== instead of ===' },
    { path: 'src/routes/refunds.ts', text: '// TODO ask', what: 'a TODO without a ticket' },
  ],
};
