import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { haveEtcd } from '../support/etcd-binaries.js';
import { type SubjectName, startSubject } from './subjects.js';

interface Asked {
  readonly host?: string;
  readonly origin?: string;
  readonly method?: string;
  readonly path?: string;
}

const compared = [
  'content-type',
  'x-content-type-options',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
];

const asked: readonly Asked[] = [
  {},
  { host: 'etcd.example' },
  { host: 'etcd.example:2379' },
  { host: 'other.example:2379' },
  { host: 'other.example', method: 'OPTIONS' },
  { host: 'other.example', path: '/v3/kv/range', method: 'POST' },
  { host: '127.0.0.1' },
  { host: '[::1]:2379' },
  { host: '[::1]' },
  { host: 'a:b:c' },
  { host: 'say "no"' },
  { origin: 'http://page.example:80' },
  { origin: 'http://page.example:80', method: 'OPTIONS' },
  { origin: 'http://page.example:80', path: '/nothing' },
  { origin: 'http://page.example:80', path: '/v3/kv/range', method: 'POST' },
  { origin: 'http://page.example' },
  { origin: 'https://second.example:8443' },
  { origin: 'http://evil.example:80' },
  { origin: 'null', method: 'OPTIONS' },
];

const flagSets: Readonly<Record<string, readonly string[]>> = {
  'neither flag': [],
  'a list of hosts': ['--host-whitelist=127.0.0.1,etcd.example,::1'],
  'a list of hosts with a star': ['--host-whitelist=etcd.example,*'],
  'a list of origins': ['--cors=http://page.example:80,https://second.example:8443'],
  'both flags': ['--cors=http://page.example:80', '--host-whitelist=127.0.0.1'],
};

for (const [name, flags] of Object.entries(flagSets)) {
  test(`who may ask over HTTP, as in etcd 3.6: ${name}`, async (t) => {
    if (!haveEtcd(t, '3.6')) {
      return;
    }
    const [ours, theirs] = await Promise.all([answersOf(t, 'node-core', flags), answersOf(t, '3.6', flags)]);
    for (const [position, one] of asked.entries()) {
      assert.deepEqual(ours[position], theirs[position], JSON.stringify(one));
    }
  });
}

async function answersOf(t: TestContext, name: SubjectName, flags: readonly string[]): Promise<unknown[]> {
  const subject = await startSubject(name, flags);
  t.after(() => subject.stop());
  const answers: unknown[] = [];
  for (const one of asked) {
    answers.push(await ask(subject.address, one));
  }
  return answers;
}

async function ask(address: string, { host, origin, method = 'GET', path = '/health' }: Asked) {
  const [hostname, port] = address.split(':');
  const call = request({
    hostname,
    port,
    path,
    method,
    headers: { host: host ?? address, ...(origin === undefined ? {} : { origin }) },
  });
  call.end(method === 'POST' ? '{"key":"Zm9v"}' : undefined);
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  call.on('error', reject);
  call.on('response', (reply) => {
    const headers = compared.map((name) => [name, reply.headers[name]]);
    text(reply).then((body) => {
      const words = body.replace(/"(cluster_id|member_id|raft_term)":"\d+"/g, '"$1":"some"');
      resolve({ status: reply.statusCode, headers, body: words });
    }, reject);
  });
  return promise;
}
