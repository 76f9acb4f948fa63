import type { ServiceResponse } from '../../core/service.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8; api-version=7.1' };

export const json = (value: unknown, status = 200): ServiceResponse => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify(value),
});

export const list = (value: readonly unknown[]): ServiceResponse => json({ count: value.length, value });

export const nothing = (): ServiceResponse => ({ status: 200, headers: {} });

/** Bytes of a file; kept out of the traffic, which is text. */
export const bytes = (body: Buffer, type = 'application/octet-stream'): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': type },
  body,
  recordBodies: false,
});
