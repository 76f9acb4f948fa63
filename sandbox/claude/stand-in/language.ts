export type Language = 'script' | 'braces' | 'hash' | 'other';

const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte)$/i;
const BRACES = /\.(?:java|cs|go|kts?|swift|c|cc|cpp|h|hpp|rs|php|scala|dart)$/i;
const HASH = /\.(?:py|rb|sh|bash|ya?ml|tf|ps1|toml)$/i;

export function languageOf(path: string): Language {
  if (SCRIPT.test(path)) return 'script';
  if (BRACES.test(path)) return 'braces';
  return HASH.test(path) ? 'hash' : 'other';
}
