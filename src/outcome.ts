/** How a use case ended when nothing went wrong. A closed gate is an outcome (`blocked`), not an error. */
export interface Outcome {
  readonly kind: 'succeeded' | 'warned' | 'skipped' | 'blocked';
  /** The one sentence that ends the task. */
  readonly summary: string;
  /** Output variables by their names in task.json. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** The full result: `schema` plus data, written to the result file and attached to the run. */
  readonly result?: { readonly schema: number } & Readonly<Record<string, unknown>>;
  /** A Markdown page for the run's summary tab. */
  readonly markdown?: string;
}
