import { AlarmType } from '../../proto/generated/etcdserverpb.js';
import type { EtcdClient } from '../client/api.js';
import { EtcdError } from '../client/errors.js';
import { duration } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { Command, Invocation } from './command.js';
import { withClient } from './connection.js';
import { formatFlag, outputFormat } from './output/format.js';
import { jsonText } from './output/json.js';
import { tableText } from './output/table.js';
import { write } from './output/write.js';

export const healthCommand: Command = {
  name: 'health',
  summary: 'ask each endpoint to commit a read; exit code 1 when one cannot',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: true,
  flags: [formatFlag],
  examples: [
    { line: 'etcdscope health', does: 'is every endpoint well, alarms included?' },
    { line: 'etcdscope health -w json', does: 'the same for a monitoring check' },
  ],
  run: (invocation) => withClient(invocation, (client) => health(client, invocation)),
};

interface EndpointHealth {
  readonly endpoint: string;
  readonly healthy: boolean;
  readonly tookMs: number;
  readonly error: string;
}

async function health(client: EtcdClient, { flags, io }: Invocation): Promise<number> {
  const results = await Promise.all(client.endpoints.map((endpoint) => checkEndpoint(client, endpoint, io)));
  await write(io.stdout, report(results, outputFormat(flags, 'simple')));
  return results.every((result) => result.healthy) ? 0 : 1;
}

/** As etcdctl: a linearizable read of the key `health`, then no alarm; refusing the read is healthy. */
async function checkEndpoint(
  client: EtcdClient,
  endpoint: string,
  io: Invocation['io'],
): Promise<EndpointHealth> {
  const started = io.now();
  const result = (error: string): EndpointHealth => ({
    endpoint,
    healthy: error === '',
    tookMs: io.now() - started,
    error,
  });
  try {
    await client.kv
      .range({ key: Buffer.from('health') }, { endpoint, signal: io.signal })
      .catch(allowRefusal);
    const { alarms } = await client.maintenance.alarm({}, { endpoint, signal: io.signal }).catch(noAlarms);
    const raised = alarms.map(({ alarm }) => (alarm === AlarmType.NOSPACE ? 'NOSPACE' : 'CORRUPT'));
    return result(raised.length === 0 ? '' : `alarm raised: ${[...new Set(raised)].join(', ')}`);
  } catch (error) {
    return result(error instanceof Error ? error.message : String(error));
  }
}

function allowRefusal(error: unknown): void {
  if (!(error instanceof EtcdError && error.kind === 'permission-denied')) {
    throw error;
  }
}

/** Who may not ask for alarms still learns that the read went through. */
function noAlarms(error: unknown): { alarms: readonly { alarm: number }[] } {
  allowRefusal(error);
  return { alarms: [] };
}

function report(results: readonly EndpointHealth[], format: 'table' | 'json' | 'simple'): string {
  switch (format) {
    case 'json':
      return `${jsonText(results.map(({ endpoint, healthy, tookMs, error }) => ({ endpoint, healthy, tookMs: Math.round(tookMs), ...(error === '' ? {} : { error }) })))}\n`;
    case 'table':
      return tableText(
        [{ title: 'ENDPOINT' }, { title: 'HEALTH' }, { title: 'TOOK', align: 'right' }, { title: 'ERROR' }],
        results.map((result) => [
          safeText(result.endpoint),
          result.healthy ? '● healthy' : '✖ unhealthy',
          duration(result.tookMs),
          safeText(result.error),
        ]),
      );
    case 'simple':
      return results.map(simpleLine).join('');
  }
}

function simpleLine({ endpoint, healthy, tookMs, error }: EndpointHealth): string {
  const name = safeText(endpoint);
  return healthy
    ? `● ${name} is healthy: committed a read in ${duration(tookMs)}\n`
    : `✖ ${name} is unhealthy: ${safeText(error)}\n`;
}
