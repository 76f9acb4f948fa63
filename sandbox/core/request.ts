import type http from 'node:http';

export interface ServiceRequest {
  readonly method: string;
  readonly url: URL;
  /** Percent-decoded path, without the query. */
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}
