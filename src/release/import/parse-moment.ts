const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * A date, or a date with a time as ISO 8601, Python and PostgreSQL write it, in UTC as `Date.toISOString` does; undefined
 * for anything else and for days that no calendar has. A date alone is its midnight; a time without a zone is UTC.
 */
export function parseMoment(text: string): string | undefined {
  const [, day, time = '00:00', seconds = '00', fraction = '0', zone = 'Z'] = MOMENT.exec(text.trim()) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const moment = new Date(`${day}T${time}:${seconds}.${milliseconds}${isoZone(zone)}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/** PostgreSQL leaves out the minutes, Python's `%z` the colon. */
function isoZone(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
