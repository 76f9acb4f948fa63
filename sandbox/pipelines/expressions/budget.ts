import { ExpressionInvalid } from './expression-invalid.ts';

/** Bounds what one compilation or evaluation may take, however small its text is. */
export class Budget {
  #steps: number;
  #characters: number;

  /** Steps: values made and nodes visited. Characters: of all text that expressions make. */
  constructor(steps = 250_000, characters = 10_000_000) {
    this.#steps = steps;
    this.#characters = characters;
  }

  /** Throws ExpressionInvalid when too much was done. */
  step(count = 1): void {
    this.#steps -= count;
    if (this.#steps < 0)
      throw new ExpressionInvalid(
        'Maximum events exceeded while evaluating the template. This may indicate an infinite loop or too many nested loops.',
      );
  }

  /** Throws ExpressionInvalid when too much text was made. */
  text(length: number): void {
    this.#characters -= length;
    if (this.#characters < 0) throw new ExpressionInvalid('Maximum object size exceeded');
  }
}
