import fc from 'fast-check';

const PIECES = [
  'Retry the upload',
  'Merged PR 77: fix(api): ',
  '<!here>',
  '<!channel|all>',
  '<@U012AB3CD>',
  '<#C024BE7LR>',
  '@here',
  '@channel ',
  '<https://evil.example|Click>',
  '&amp;&lt;!here&gt;',
  '*bold* _it_ ~no~ `code`',
  '```\nfence\n```',
  '> quote',
  '👨‍👩‍👧‍👦🏳️‍🌈',
  '🇩🇪é́̂',
  'שלום עולם',
  'مرحبا بالعالم',
  '\u202eevil\u2066x',
  '\u200b\u2060\ufeff',
  '\ud83d',
  '\udc00',
  '\u0000\u0007\x1b[31m',
  '\r\n\u2028',
  '|',
  '"\\"',
  '<>&<>&<>&',
  '日本語のタイトル',
  'x'.repeat(300),
  ' ',
];

/** Text as a hostile commit holds it. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 20 })), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

/** The same of about 10 kB, now and then. */
export const hostileTitle: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.constantFrom(...PIECES).map((piece) => piece.repeat(Math.ceil(10_000 / piece.length))) },
);

export const hostileUrl: fc.Arbitrary<string> = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  hostileText.map((text) => `https://jira.example/browse/${text}`),
  fc.constantFrom(
    'javascript:alert(1)',
    'https://',
    '',
    'http://a b',
    `https://a/${'&'.repeat(900)}`,
    'https://a|<!here>',
  ),
);
