/** `28 November 2026, 14:05 UTC` */
export function describeMoment(at: Date): string {
  if (Number.isNaN(at.getTime())) return 'an unknown time';
  const month = MONTHS[at.getUTCMonth()] ?? '';
  const time = at.toISOString().slice(11, 16);
  return `${at.getUTCDate()} ${month} ${at.getUTCFullYear()}, ${time} UTC`;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A moment that Slack shows to each reader in their own time; mrkdwn. */
export function renderMoment(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const fallback = describeMoment(at);
  return Number.isNaN(seconds) ? fallback : `<!date^${seconds}^{date_short_pretty} at {time}|${fallback}>`;
}

/** `2 h 5 min`, `4 min 12 s`, `38 s`. */
export function describeDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
