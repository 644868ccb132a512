import type { TestContext } from 'node:test';
import type { EtcdClient } from '../../source/client/api.js';
import { createEtcdClient } from '../../source/client/client.js';
import { type ClientEnvironment, systemEnvironment } from '../../source/client/environment.js';
import { EtcdError } from '../../source/client/errors.js';
import type { ConnectOptions } from '../../source/connect/options.js';

const defaults: ConnectOptions = {
  endpoints: [],
  tls: undefined,
  user: undefined,
  dialTimeoutMs: 5_000,
  commandTimeoutMs: 20_000,
  keepaliveTimeMs: 10_000,
  keepaliveTimeoutMs: 6_000,
};

/** A client that is closed with the test; bounds are wide, as the tests run on busy machines. */
export function connect(
  test: Pick<TestContext, 'after'>,
  options: Partial<ConnectOptions>,
  environment: ClientEnvironment = systemEnvironment,
): EtcdClient {
  const client = createEtcdClient({ ...defaults, ...options }, environment);
  test.after(() => client.close());
  return client;
}

/** The EtcdError that the call ends with; anything else fails the test. */
export async function failure(call: Promise<unknown>): Promise<EtcdError> {
  const outcome = await call.then(
    (value) => new Error(`answered instead of failing: ${JSON.stringify(value, bigintAsText)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof EtcdError) {
    return outcome;
  }
  throw outcome;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);
export const text = (value: Uint8Array): string => Buffer.from(value).toString();
