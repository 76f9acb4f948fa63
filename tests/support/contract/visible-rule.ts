/** One condition of a visibleRule. */
interface Condition {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

const CONDITION =
  /^([A-Za-z][A-Za-z0-9]*)\s*(==|!=|<=|>=|=|<|>|\b(?:notContains|contains|notStartsWith|startsWith|notEndsWith|endsWith|notIn|in)\b)\s*([^&|=()]*)$/i;

/** The conditions of a visibleRule, joined by && or by || but never by both, or what is wrong with it. */
export function parseVisibleRule(text: string): readonly Condition[] | { readonly problem: string } {
  if (text.includes('&&') && text.includes('||')) return { problem: 'mixes && and ||' };
  if (/[()]/.test(text)) return { problem: 'has parentheses' };
  const conditions: Condition[] = [];
  for (const part of text.split(/&&|\|\|/)) {
    const [, name, operator, value] = CONDITION.exec(part.trim()) ?? [];
    if (name === undefined || operator === undefined || value === undefined)
      return { problem: `has no condition in ${JSON.stringify(part.trim())}` };
    conditions.push({ name, operator, value: value.trim().replace(/^(["'])(.*)\1$/, '$2') });
  }
  return conditions;
}
