import type { JobVariables, VariableValue } from './task-step.ts';
import { expandMacros } from './expand-macros.ts';

export interface Variable extends Required<VariableValue> {
  readonly name: string;
}

const maxDepth = 50;

/** The variables of a job. Names compare without case, and once secret is always secret. */
export class Variables {
  readonly #variables = new Map<string, Variable>();

  constructor(initial: JobVariables) {
    for (const [name, given] of Object.entries(initial)) {
      if (name.trim() === '') continue;
      const { value, secret = false, readOnly = false } = typeof given === 'string' ? { value: given } : given;
      this.#variables.set(name.toLowerCase(), { name, value, secret, readOnly, preserveCase: false });
    }
  }

  get(name: string): string | undefined {
    return this.#variables.get(name.toLowerCase())?.value;
  }

  find(name: string): Variable | undefined {
    return this.#variables.get(name.toLowerCase());
  }

  all(): readonly Variable[] {
    return [...this.#variables.values()];
  }

  set(name: string, given: VariableValue): Variable {
    const before = this.find(name);
    const variable = {
      name,
      value: given.value,
      secret: (given.secret ?? false) || (before?.secret ?? false),
      readOnly: (given.readOnly ?? false) || (before?.readOnly ?? false),
      preserveCase: given.preserveCase ?? false,
    };
    this.#variables.set(name.toLowerCase(), variable);
    return variable;
  }

  /** Lays defaults below what is set. */
  addDefaults(defaults: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(defaults)) {
      if (!this.find(name)) this.set(name, { value });
    }
  }

  /**
   * Expands variables within variables, as the agent does before each step; what holds a secret becomes one. A name
   * that stands in itself is left as it is. Returns the warnings.
   */
  expandEachOther(): readonly string[] {
    const warnings: string[] = [];
    const expanded = this.all().map((variable) => {
      try {
        return { ...variable, ...this.#expand(variable, []) };
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error;
        warnings.push(error.message);
        return variable;
      }
    });
    for (const variable of expanded) this.#variables.set(variable.name.toLowerCase(), variable);
    return warnings;
  }

  #expand(variable: Variable, parents: readonly string[]): { value: string; secret: boolean } {
    const path = [...parents, variable.name.toLowerCase()];
    let secret = variable.secret;
    const value = expandMacros(variable.value, (name) => {
      const nested = this.find(name);
      if (!nested) return undefined;
      if (path.length === maxDepth)
        throw new ExpansionError(`Unable to expand variable '${path[0] ?? ''}'. Max depth.`);
      if (path.includes(name.toLowerCase())) {
        throw new ExpansionError(`Unable to expand variable '${path[0] ?? ''}'. A cyclical reference was detected.`);
      }
      const inner = this.#expand(nested, path);
      secret ||= inner.secret;
      return inner.value;
    });
    return { value, secret };
  }
}

class ExpansionError extends Error {}
