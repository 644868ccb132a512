import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { AuthService, KVService } from '../../proto/generated/etcdserverpb.js';
import { WireClient } from '../conformance/wire-client.js';
import type { Bench } from './bench.js';
import { percentile } from './support/statistics.js';
import { startPair, stopPair, type Target } from './support/target.js';

const loginsAtOnce = 4;
const ranges = 300;
const pauseMs = 5;
const root = { name: 'root', password: 'secret' };

/** Passwords cost a tenth of a second each at bcrypt's cost 10: what others notice of it. */
export const logins: Bench = {
  name: 'logins',
  summary: `latency of one-key ranges beside ${loginsAtOnce} clients that log in all the time`,
  async run(report) {
    const pair = await startPair();
    try {
      const ours = await latencies(pair.ours);
      const peer = await latencies(pair.peer);
      for (const [name, share] of [
        ['median', 0.5],
        ['99th percentile', 0.99],
      ] as const) {
        report({
          what: `range beside logins, ${name}`,
          ours: percentile(ours, share),
          peer: percentile(peer, share),
          peerName: pair.peer.name,
          unit: 'ms',
          better: 'less',
        });
      }
    } finally {
      await stopPair(pair);
    }
  },
};

async function latencies({ port }: Target): Promise<number[]> {
  const client = new WireClient(`127.0.0.1:${port}`);
  let isOver = false;
  try {
    await enableAuth(client);
    const token = await login(client);
    const others = Array.from({ length: loginsAtOnce }, async () => {
      while (!isOver) {
        await login(client);
      }
    });
    const measured = await measure(client, token);
    isOver = true;
    await Promise.all(others);
    return measured;
  } finally {
    isOver = true;
    client.close();
  }
}

async function measure(client: WireClient, token: string): Promise<number[]> {
  const measured: number[] = [];
  for (let round = 0; round < ranges; round += 1) {
    const start = performance.now();
    const answer = await client.call(
      KVService.range,
      { key: Buffer.from('key'), serializable: true },
      { token },
    );
    measured.push(performance.now() - start);
    assert.ok('response' in answer);
    await pause(pauseMs);
  }
  return measured;
}

async function enableAuth(client: WireClient): Promise<void> {
  await client.call(AuthService.roleAdd, { name: root.name });
  await client.call(AuthService.userAdd, root);
  await client.call(AuthService.userGrantRole, { user: root.name, role: root.name });
  await client.call(AuthService.authEnable, {});
}

async function login(client: WireClient): Promise<string> {
  const answer = await client.call(AuthService.authenticate, root);
  assert.ok('response' in answer);
  return answer.response.token;
}
