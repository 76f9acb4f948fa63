/** An expression that cannot be read or has no value; the message is the service's, without the place in the file. */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}

/** About one token of an expression. Positions count from 1. */
export function atToken(sentence: string, token: { raw: string; position: number }, text: string): ExpressionInvalid {
  return new ExpressionInvalid(
    `${sentence}: '${token.raw}'. Located at position ${token.position} within expression: '${text}'. ` +
      'For more help, refer to https://go.microsoft.com/fwlink/?linkid=842996',
  );
}
