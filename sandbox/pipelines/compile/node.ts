import { PipelineInvalid } from '../plan.ts';
import { ExpressionInvalid } from '../expressions/expression-invalid.ts';

/** Where something stands, for messages. */
export interface Place {
  /** As the service names it: the path, outside of `self` with `@` and the alias. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** YAML with places. Templates and expressions are in it as they were written. */
export type YamlNode = ScalarNode | SequenceNode | MappingNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly place: Place;
  /** What the author wrote, without quotes: `007` stays so. */
  readonly text: string;
  readonly value: string | number | boolean | null;
  /** It came out of an expression: `${{` in it means nothing. */
  readonly isFinal: boolean;
}

interface SequenceNode {
  readonly kind: 'sequence';
  readonly place: Place;
  readonly items: readonly YamlNode[];
  readonly isFinal: boolean;
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly place: Place;
  readonly entries: readonly { readonly key: ScalarNode; readonly value: YamlNode }[];
  readonly isFinal: boolean;
}

/** Refuses the pipeline in the service's form: `/file.yml (Line: 3, Col: 5): message`. */
export function refuse({ file, line, column }: Place, message: string): never {
  throw new PipelineInvalid(`${file} (Line: ${line}, Col: ${column}): ${message}`);
}

/** Something that Azure Pipelines has and this sandbox has not. */
export const unsupported = (place: Place, what: string): never =>
  refuse(place, `The sandbox does not support ${what}.`);

/** Gives the messages of expressions a place. */
export function within<T>(place: Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExpressionInvalid) refuse(place, error.message);
    throw error;
  }
}

/** A text as if it stood there. */
export const textNode = (place: Place, text: string): ScalarNode => ({
  kind: 'scalar',
  place,
  text,
  value: text,
  isFinal: true,
});
