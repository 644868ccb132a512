/**
 * Writes pod-like keys at a steady pace until it is told to stop (SIGTERM).
 *
 *   event-writer ENDPOINT TXNS_PER_SECOND
 *
 * It keeps to the clock: what was late is caught up with, so that the pace holds on a busy machine.
 */
import { RequestOp } from '../../../proto/generated/etcdserverpb.js';
import { createEtcdClient } from '../../../source/client/client.js';
import { systemEnvironment } from '../../../source/client/environment.js';
import { localConnection } from '../../../source/commands/connection.js';

const [endpoint = '', pace = ''] = process.argv.slice(2);
const txnsPerSecond = Number(pace);
/** etcd takes at most 128 operations in a transaction (--max-txn-ops). */
const putsInTxn = 100;
const podsMax = 5_000;
const underWayMax = 20;

const client = createEtcdClient(localConnection(endpoint), systemEnvironment);
const padding = 'x'.repeat(250);
const started = performance.now();
let isStopped = false;
let sent = 0;
let underWay = 0;
process.once('SIGTERM', () => {
  isStopped = true;
});

function podPut(index: number): RequestOp {
  const pod = index % podsMax;
  const namespace = `ns-${String(pod % 50).padStart(2, '0')}`;
  const phase = index % 3 === 0 ? 'Pending' : 'Running';
  const value = { kind: 'Pod', metadata: { name: `web-${pod}`, namespace }, status: { phase, padding } };
  return RequestOp.create({
    requestPut: {
      key: Buffer.from(`/registry/pods/${namespace}/web-${pod}`),
      value: Buffer.from(JSON.stringify(value)),
      lease: 0n,
      prevKv: false,
      ignoreValue: false,
      ignoreLease: false,
    },
  });
}

async function sendOne(): Promise<void> {
  const first = sent * putsInTxn;
  sent++;
  underWay++;
  const success = Array.from({ length: putsInTxn }, (_, index) => podPut(first + index));
  await client.kv.txn({ success });
  underWay--;
}

function due(): number {
  return ((performance.now() - started) / 1_000) * txnsPerSecond;
}

const timer = setInterval(() => {
  while (!isStopped && sent < due() && underWay < underWayMax) {
    sendOne().catch((error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exit(1);
    });
  }
  if (isStopped && underWay === 0) {
    clearInterval(timer);
    client.close();
  }
}, 2);
