import { checkExpression } from '../expressions/parse-expression.ts';
import { parseDirective } from './directive.ts';
import { piecesOf } from './embedded.ts';
import { within, type ScalarNode, type YamlNode } from './node.ts';

/** Refuses a file with a template expression that cannot be read, also where no run ever comes by. */
export function checkSyntax(node: YamlNode): void {
  switch (node.kind) {
    case 'scalar':
      checkScalar(node);
      break;
    case 'sequence':
      node.items.forEach(checkSyntax);
      break;
    case 'mapping':
      for (const { key, value } of node.entries) {
        checkScalar(key);
        checkSyntax(value);
      }
  }
}

function checkScalar({ text, place }: ScalarNode): void {
  if (!text.includes('${{')) return;
  within(place, () => {
    for (const piece of piecesOf(text)) if (piece.kind === 'expression') checkPiece(piece.text);
  });
}

function checkPiece(text: string): void {
  const directive = parseDirective(text);
  if (directive === undefined) checkExpression(text);
  else if (directive.word === 'if' || directive.word === 'elseif') checkExpression(directive.rest);
}
