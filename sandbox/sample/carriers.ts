import type { Files } from './template-files.ts';

/** The post offices of the sample, by the country that ends their tracking numbers. */
const NAMES: Readonly<Record<string, string>> = {
  ae: 'Emirates Post',
  al: 'Posta Shqiptare',
  at: 'Österreichische Post',
  au: 'Australia Post',
  ba: 'BH Pošta',
  be: 'bpost',
  bg: 'Bulgarian Posts',
  br: 'Correios',
  ca: 'Canada Post',
  ch: 'Die Schweizerische Post',
  cl: 'CorreosChile',
  cn: 'China Post',
  cy: 'Cyprus Post',
  cz: 'Česká pošta',
  de: 'Deutsche Post',
  dk: 'PostNord Danmark',
  ee: 'Omniva',
  eg: 'Egypt Post',
  es: 'Correos',
  fi: 'Posti',
  fr: 'La Poste',
  gb: 'Royal Mail',
  gr: 'Hellenic Post',
  hk: 'Hongkong Post',
  hr: 'Hrvatska pošta',
  hu: 'Magyar Posta',
  ie: 'An Post',
  il: 'Israel Post',
  is: 'Pósturinn',
  it: 'Poste Italiane',
  jp: 'Japan Post',
  kr: 'Korea Post',
  lt: 'Lietuvos paštas',
  lu: 'POST Luxembourg',
  lv: 'Latvijas Pasts',
  mt: 'MaltaPost',
  mx: 'Correos de México',
  nl: 'PostNL',
  no: 'Posten',
  nz: 'NZ Post',
  pl: 'Poczta Polska',
  pt: 'CTT Correios',
  ro: 'Poșta Română',
  rs: 'Pošta Srbije',
  se: 'PostNord Sverige',
  sg: 'SingPost',
  si: 'Pošta Slovenije',
  sk: 'Slovenská pošta',
  us: 'United States Postal Service',
};

export const FIRST_CARRIERS = ['at', 'de', 'nl'];
export const ALL_CARRIERS = Object.keys(NAMES);

const indexOf = (code: string) => `import type { Carrier } from '../../domain/carrier.ts';
import { statusOf } from './status.ts';
import { isTrackingNumber } from './tracking-number.ts';

export const carrier: Carrier = { code: '${code}', name: '${NAMES[code] ?? code}', isTrackingNumber, statusOf };
`;

const trackingNumberOf = (code: string) => `import { checkDigit } from '../../domain/check-digit.ts';

const SHAPE = /^[CELRUV][A-Z](\\d{8})(\\d)${code.toUpperCase()}$/;

export function isTrackingNumber(text: string): boolean {
  const [, serial, digit] = SHAPE.exec(text) ?? [];
  return serial !== undefined && checkDigit(serial) === Number(digit);
}
`;

/** Codes of its own that a post office reports besides those of the Universal Postal Union; some have more, some none. */
function ownCodes(code: string): string {
  const number = ALL_CARRIERS.indexOf(code);
  const meanings = ['inTransit', 'outForDelivery', 'delivered', 'returned'].slice(0, number % 5);
  return meanings.map((meaning, at) => `  ${code.toUpperCase()}${(at + 1) * 10 + number}: '${meaning}',\n`).join('');
}

const statusOf = (code: string) => `import type { ParcelStatus } from '../../domain/status.ts';

const STATUSES: Readonly<Record<string, ParcelStatus>> = {
  EMA: 'announced',
  EMC: 'inTransit',
  EMD: 'inTransit',
  EME: 'inCustoms',
  EMF: 'inTransit',
  EMG: 'outForDelivery',
  EMI: 'delivered',
${ownCodes(code)}};

export const statusOf = (code: string): ParcelStatus | undefined => STATUSES[code];
`;

/** Three files of the sample for each carrier. */
export function carrierFiles(codes: readonly string[]): Files {
  return new Map(
    codes.flatMap((code): [string, string][] => [
      [`src/carriers/${code}/index.ts`, indexOf(code)],
      [`src/carriers/${code}/status.ts`, statusOf(code)],
      [`src/carriers/${code}/tracking-number.ts`, trackingNumberOf(code)],
    ]),
  );
}

/** The sample's src/carriers/registry.ts, when it knows these carriers. */
export function carrierRegistry(codes: readonly string[]): string {
  const imports = codes.map((code) => `import { carrier as ${code} } from './${code}/index.ts';\n`);
  const lines: string[] = [];
  for (let at = 0; at < codes.length; at += 20) lines.push(`  ${codes.slice(at, at + 20).join(', ')},\n`);
  return `import type { Carrier } from '../domain/carrier.ts';
${imports.join('')}
const CARRIERS: readonly Carrier[] = [
${lines.join('')}];

const byCode = new Map(CARRIERS.map((carrier) => [carrier.code, carrier]));

export const findCarrier = (code: string): Carrier | undefined => byCode.get(code.toLowerCase());
`;
}
