import type { HttpRequest } from '../http/http-client.ts';

/** One request to Azure DevOps. */
export interface Call {
  /** What it does, for errors: "read the pull request". */
  readonly operation: string;
  readonly method?: HttpRequest['method'];
  /** Segments below _apis, encoded here. */
  readonly path: readonly (string | number)[];
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** `application/json` unless it is a JSON patch. */
  readonly contentType?: string;
  /** Doing it twice is doing it once: it may be repeated after a lost answer. */
  readonly idempotent?: boolean;
  /** Leaves the project out of the address. */
  readonly organisationLevel?: boolean;
  /** The permission it needs, as Azure DevOps names it on its screens. */
  readonly permission: string;
  /** Where a person grants it; the repository's security page when left out. */
  readonly grantedAt?: string;
  readonly apiVersion?: string;
}
