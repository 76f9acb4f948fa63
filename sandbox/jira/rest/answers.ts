import type { ServiceResponse } from '../../core/service.ts';

export const json = (value: unknown, status = 200): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(value),
});

export const noContent = (): ServiceResponse => ({ status: 204, headers: {} });
