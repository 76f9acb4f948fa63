/** The key that makes reviews real. An empty variable is how shells and pipelines say that there is none. */
export function findApiKey(): string | undefined {
  const key = process.env['ANTHROPIC_API_KEY']?.trim();
  return key === '' ? undefined : key;
}
