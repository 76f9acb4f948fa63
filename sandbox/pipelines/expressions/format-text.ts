import { ExpressionInvalid } from './expression-invalid.ts';

const PART = /\{\{|\}\}|\{(\d{1,3})\}|[{}]/g;

/** `format('{0} of {1}', ...)`; doubled braces stand for themselves. Throws ExpressionInvalid for a bad format. */
export function formatText(format: string, values: readonly (() => string)[]): string {
  return format.replace(PART, (part: string, index: string | undefined) => {
    if (part === '{{' || part === '}}') return part.charAt(0);
    if (index === undefined) throw new ExpressionInvalid(`The following format string is invalid: ${format}`);
    const value = values[Number(index)];
    if (value === undefined)
      throw new ExpressionInvalid(
        `The following format string references more arguments than were supplied: ${format}`,
      );
    return value();
  });
}
