import { toBoolean } from '../expressions/convert.ts';
import type { Directive } from './directive.ts';
import { evaluateTemplate } from './evaluate-template.ts';
import { refuse, within, type Place } from './node.ts';
import type { Scope } from './scope.ts';

/** The if, elseif and else of one list or mapping: at most one of them is taken. Other entries may stand between them. */
export class Chain {
  #state: 'none' | 'open' | 'taken' = 'none';

  /** Whether the body of this one is taken; later conditions are not even evaluated. */
  takes({ word, rest }: Directive, place: Place, scope: Scope): boolean {
    if (word !== 'if' && this.#state === 'none')
      refuse(place, `The expression directive '${word}' is not supported in this context`);
    if (word === 'else') {
      if (rest !== '')
        refuse(place, "Exactly 0 parameter(s) were expected following the directive 'else'. Actual parameter count: 1");
      const isTaken = this.#state === 'open';
      this.end();
      return isTaken;
    }
    if (word === 'elseif' && this.#state === 'taken') return false;
    const isTrue = toBoolean(within(place, () => evaluateTemplate(rest, scope)));
    this.#state = isTrue ? 'taken' : 'open';
    return isTrue;
  }

  /** `each` and `insert` end a chain. */
  end(): void {
    this.#state = 'none';
  }
}
