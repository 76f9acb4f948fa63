import type { Commit } from './commits.ts';
import { jonas, mara, priya, tomasz } from './people.ts';

/** The second half of the sample's history; pull requests branch off here. */
export const recentHistory: readonly Commit[] = [
  {
    subject: "Merged PR 11: PARCEL-19 List a customer's newest parcels first",
    by: jonas,
    at: '2025-11-25T15:12:00+01:00',
    adds: ['src/db/migrations/003-newest-first.sql'],
    edits: [
      {
        path: 'src/db/parcels.ts',
        from: `/** A customer's parcels, at most \`limit\`. */`,
        to: `/** A customer's parcels, newest first, at most \`limit\`. */`,
      },
      {
        path: 'src/db/parcels.ts',
        from: 'WHERE customer_id = $1 LIMIT $2',
        to: 'WHERE customer_id = $1 ORDER BY taken_on DESC LIMIT $2',
      },
    ],
  },
  {
    subject: 'Merged PR 12: PARCEL-21 Tell customers by SMS, too',
    by: priya,
    at: '2025-12-03T10:50:00+01:00',
    adds: ['src/notify/sms.ts', 'tests/notify.test.ts'],
    edits: [
      {
        path: 'src/server.ts',
        from: 'const notifiers = [createEmailNotifier(config.mailUrl)];\n',
        to: 'const notifiers = [createEmailNotifier(config.mailUrl), createSmsNotifier(config.smsUrl)];\n',
      },
      { path: 'src/server.ts', from: '', to: "import { createSmsNotifier } from './notify/sms.ts';\n" },
      { path: 'README.md', from: '', to: '| `SMS_URL` | the SMS gateway | http://localhost:8026 |\n' },
    ],
  },
  {
    subject: 'Fix the check digit of serial numbers that leave the rest 1',
    body: 'S10 says 0 for 10 and 5 for 11. We answered 10, so every eleventh parcel was refused.',
    by: tomasz,
    at: '2025-12-08T09:05:00+01:00',
    edits: [
      {
        path: 'src/domain/check-digit.ts',
        from: '  return digit === 11 ? 5 : digit;\n',
        to: '  if (digit === 10) return 0;\n  return digit === 11 ? 5 : digit;\n',
      },
    ],
  },
  {
    subject: 'Merged PR 13: PARCEL-24 Charge for express',
    by: priya,
    at: '2025-12-15T16:40:00+01:00',
    edits: [
      { path: 'src/pricing.ts', from: '', to: 'const EXPRESS_PERCENT = 150;\n' },
      {
        path: 'src/pricing.ts',
        from: '',
        to: '  if (express) price = percentOf(price, EXPRESS_PERCENT);\n',
      },
      {
        path: 'src/pricing.ts',
        from: 'postageOf({ to, weightGrams }: Shipment)',
        to: 'postageOf({ to, weightGrams, express }: Shipment)',
      },
      { path: 'src/pricing.ts', from: '', to: '  readonly express: boolean;\n' },
      {
        path: 'tests/pricing.test.ts',
        from: "  it('is more abroad', () => {\n",
        to: "  it('is more abroad and for express', () => {\n",
      },
      {
        path: 'tests/pricing.test.ts',
        from: '',
        to: '    assert.equal(postageOf({ to: abroad, weightGrams: 500, express: true }), 955);\n',
      },
    ],
    tag: 'v1.2.0',
  },
  {
    subject: 'Merged PR 14: PARCEL-25 Compare the carriers’ token in constant time',
    by: jonas,
    at: '2026-01-08T11:11:00+01:00',
    edits: [
      {
        path: 'src/routes/events.ts',
        from: 'const isAuthorized = (header: string | undefined, token: string) => header === `Bearer ${token}`;\n',
        to: `function isAuthorized(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(\`Bearer \${token}\`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
`,
      },
      { path: 'src/routes/events.ts', from: '', to: "import { timingSafeEqual } from 'node:crypto';\n" },
    ],
  },
  {
    subject: 'Refuse bodies that are too large',
    by: jonas,
    at: '2026-01-09T13:25:00+01:00',
    edits: [
      {
        path: 'src/http/body.ts',
        from: '',
        to: "    size += piece.length;\n    if (size > LARGEST_BODY) throw new HttpError(413, 'body is too large');\n",
      },
      { path: 'src/http/body.ts', from: '', to: '  let size = 0;\n' },
      { path: 'src/http/body.ts', from: '', to: 'const LARGEST_BODY = 64 * 1024;\n\n' },
      {
        path: 'src/http/body.ts',
        from: '; 400 when it is none. */',
        to: '; 400 when it is none, 413 when it is too large. */',
      },
      {
        path: 'src/http/body.ts',
        from: "import { badRequest } from './errors.ts';",
        to: "import { HttpError, badRequest } from './errors.ts';",
      },
    ],
  },
  {
    subject: 'Merged PR 15: PARCEL-28 Say that customs have the parcel',
    by: priya,
    at: '2026-01-19T09:30:00+01:00',
    edits: [
      {
        path: 'src/notify/templates.ts',
        from: '',
        to: `  inCustoms: ({ trackingNumber }) => ({
    subject: 'Your parcel is with customs',
    text: \`Parcel \${trackingNumber} waits for customs. There is nothing you need to do.\`,
  }),
`,
      },
    ],
  },
  {
    subject: 'Merged PR 16: PARCEL-31 Let a lost parcel be found again',
    by: tomasz,
    at: '2026-01-27T15:02:00+01:00',
    edits: [
      {
        path: 'src/domain/status.ts',
        from: '  lost: [],\n',
        to: "  lost: ['inTransit', 'delivered', 'returned'],\n",
      },
      {
        path: 'tests/status.test.ts',
        from: '',
        to: `
  it('lets a lost parcel be found', () => {
    assert.equal(canFollow('lost', 'delivered'), true);
  });
`,
      },
    ],
  },
  {
    subject: 'Do not let one channel that fails stop the others',
    by: priya,
    at: '2026-02-02T10:20:00+01:00',
    edits: [
      {
        path: 'src/notify/notify-customer.ts',
        from: '    await notifier.send({ to, ...text });\n',
        to: `    try {
      await notifier.send({ to, ...text });
    } catch (error) {
      log.warn('notification failed', { parcel: parcel.id, channel: notifier.channel, reason: String(error) });
    }
`,
      },
      { path: 'src/notify/notify-customer.ts', from: '', to: "import { log } from '../log.ts';\n" },
      {
        path: 'src/notify/notify-customer.ts',
        from: 'we have an address for. */',
        to: 'we have an address for. A channel that fails does not stop the others. */',
      },
    ],
    tag: 'v1.3.0',
  },
  {
    subject: 'Merged PR 17: PARCEL-34 Know the postcodes of Sweden and Poland',
    by: tomasz,
    at: '2026-02-10T14:14:00+01:00',
    edits: [{ path: 'src/domain/address.ts', from: '', to: '  PL: /^\\d{2}-\\d{3}$/,\n  SE: /^\\d{3} \\d{2}$/,\n' }],
  },
  {
    id: 'review-guidance',
    subject: 'Write down what we look for in reviews',
    by: mara,
    at: '2026-02-16T08:58:00+01:00',
    adds: ['.slipway/review.md'],
  },
  {
    subject: 'Merged PR 18: PARCEL-37 Raise the fuel surcharge to 4 %',
    by: jonas,
    at: '2026-02-23T12:12:00+01:00',
    edits: [
      { path: 'src/pricing.ts', from: 'const FUEL_PERCENT = 102;\n', to: 'const FUEL_PERCENT = 104;\n' },
      {
        path: 'tests/pricing.test.ts',
        from: 'assert.equal(postageOf({ to: home, weightGrams: 500, express: false }), 398);',
        to: 'assert.equal(postageOf({ to: home, weightGrams: 500, express: false }), 406);',
      },
      {
        path: 'tests/pricing.test.ts',
        from: 'weightGrams: 501, express: false }), 602);',
        to: 'weightGrams: 501, express: false }), 614);',
      },
      {
        path: 'tests/pricing.test.ts',
        from: 'weightGrams: 500, express: false }), 637);',
        to: 'weightGrams: 500, express: false }), 649);',
      },
      {
        path: 'tests/pricing.test.ts',
        from: 'weightGrams: 500, express: true }), 955);',
        to: 'weightGrams: 500, express: true }), 974);',
      },
    ],
    tag: 'v1.4.0',
  },
  {
    subject: 'Merged PR 19: PARCEL-38 Accept tracking numbers with spaces',
    by: tomasz,
    at: '2026-02-25T16:05:00+01:00',
    edits: [
      {
        path: 'src/routes/parcels.ts',
        from: '',
        to: `/** Carriers write tracking numbers in groups; customers copy them with the spaces. */
const withoutSpaces = (text: string): string => text.replaceAll(/\\s/g, '').toUpperCase();

`,
      },
      {
        path: 'src/routes/parcels.ts',
        from: "const trackingNumber = textOf(body, 'trackingNumber');",
        to: "const trackingNumber = withoutSpaces(textOf(body, 'trackingNumber'));",
      },
    ],
  },
  {
    subject: 'Log that a parcel was taken on',
    by: mara,
    at: '2026-02-27T09:33:00+01:00',
    edits: [
      { path: 'src/routes/parcels.ts', from: '', to: "import { log } from '../log.ts';\n" },
      {
        path: 'src/routes/parcels.ts',
        from: '',
        to: "    log.info('parcel taken on', { parcel: parcel.id, carrier: carrier.code });\n",
      },
    ],
  },
];
