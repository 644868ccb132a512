import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LeaseService } from '../../proto/generated/etcdserverpb.js';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import {
  type Command,
  clusterCommands,
  keyCommands,
  leaseCommands,
  preparedLease,
  userCommands,
  watchCommands,
} from './etcdctl-commands.js';
import { type Subject, startSubject } from './subjects.js';
import { WireClient } from './wire-client.js';

const scripts = {
  keys: keyCommands,
  leases: leaseCommands,
  cluster: clusterCommands,
  users: userCommands,
  watches: watchCommands,
} as const;

for (const version of etcdVersions) {
  for (const [name, commands] of Object.entries(scripts)) {
    test(`etcdctl ${version} prints the same of node-core as of etcd 3.6: ${name}`, async (t) => {
      if (!haveEtcd(t, version) || !haveEtcd(t, '3.6')) {
        return;
      }
      const [ours, theirs] = await Promise.all([
        printed(version, 'node-core', commands),
        printed(version, '3.6', commands),
      ]);
      for (const [position, { args }] of commands.entries()) {
        assert.equal(ours[position], theirs[position], `etcdctl ${args.join(' ')}`);
      }
    });
  }
}

const commandBoundMs = 20_000;

async function printed(
  version: EtcdVersion,
  name: 'node-core' | '3.6',
  commands: readonly Command[],
): Promise<string[]> {
  const subject = await startSubject(name, ['--bcrypt-cost=4']);
  const client = new WireClient(subject.address);
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-etcdctl-'));
  try {
    await client.call(LeaseService.leaseGrant, { id: preparedLease, ttl: 6_000 });
    const outputs: string[] = [];
    for (const command of commands) {
      outputs.push(await etcdctl(version, subject, directory, command));
    }
    return outputs;
  } finally {
    client.close();
    await subject.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function etcdctl(
  version: EtcdVersion,
  subject: Subject,
  directory: string,
  { args, input = '', until }: Command,
): Promise<string> {
  const api = version === '3.4' ? { ETCDCTL_API: '3' } : {};
  const env = { PATH: process.env['PATH'], ETCDCTL_ENDPOINTS: subject.address, ...api };
  const { etcdctl: binary = 'etcdctl', etcdutl = binary } = findEtcd(version) ?? {};
  const tool = args.join(' ').startsWith('snapshot status') ? etcdutl : binary;
  const file = `${subject.address}.db`;
  const child = spawn(
    tool,
    args.map((word) => (word === 'FILE' ? file : word)),
    { env, cwd: directory },
  );
  const chunks = { out: '', err: '' };
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    chunks.out += text;
    if (until?.test(chunks.out)) {
      child.kill('SIGINT');
    }
  });
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    chunks.err += text;
  });
  child.stdin.on('error', () => undefined);
  if (until === undefined) {
    child.stdin.end(input);
  } else {
    child.stdin.write(input);
  }
  const bound = setTimeout(() => child.kill('SIGKILL'), commandBoundMs);
  const [code, signal] = await once(child, 'close');
  clearTimeout(bound);
  return `exit ${code ?? signal}\n${comparable(chunks.out, args)}${comparable(chunks.err, args)}`;
}

/** Addresses, ids, sizes, terms, log indices and durations are each server's own; nothing else is. */
function comparable(output: string, args: readonly string[]): string {
  const text = args.includes('protobuf') ? withoutHeader(output) : output;
  return (
    text
      .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
      .replace(
        /"(cluster_id|member_id|ID|id|leader|dbSize|dbSizeInUse|dbSizeQuota|raft\w*|hash)":"?\d+"?/g,
        '"$1":N',
      )
      .replace(
        /"(ClusterID|MemberID|RaftTerm|RaftIndex|RaftAppliedIndex|Leader|DBSize\w*|ID|Hash)" : \d+/g,
        '"$1" : N',
      )
      // What is left of the lease that was there before.
      .replace(/\b59\d\d\b/g, 'LEFT')
      .replace(/"(hash|totalSize)":\d+|"(Hash|Size)" : \d+/g, '"$1$2" N')
      .replace(/^[0-9a-f]{1,8}, |^\| +[0-9a-f]{1,8} \|/gm, 'HASH')
      // A candidate's key ends with its lease, which is drawn: post/ and a digit, or a letter.
      .replace(/cG9zdC[89][\w+/=]+/g, 'KEY')
      .replace(/("lease":|"Lease" : )\d{10,}/g, '$1N')
      .replace(/\b[0-9a-f]{12,16}\b/g, 'ID')
      .replace(/took( =)? [\d.]+(Âµs|ms|s)|"took":"[^"]+"|"Took" : "[^"]+"/g, 'TOOK')
      .replace(/[\d.]+(Âµs|ms|s)\b/g, 'TOOK')
      .replace(
        /"ts":"[^"]+"|"ts":[\d.]+|"took":[\d.]+|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d+)?|caller":"[^"]+"/g,
        'TIME',
      )
      .replace(/\d+(\.\d+)? ?[kMG]?B\b|\d+%/g, 'SIZE')
      .replace(/"(target|peer)":"[^"]*"/g, '"$1":"ADDRESS"')
      .replace(/ *\| */g, ' | ')
      .replace(/-{3,}/g, '---')
      .replace(/"attempt":\d+|0xc[0-9a-f]+/g, 'N')
  );
}

/** Every answer begins with its header: field 1, whose ids are varints of many bytes. */
function withoutHeader(output: string): string {
  const bytes = Buffer.from(output, 'latin1');
  return bytes[0] === 0x0a ? bytes.subarray(2 + (bytes[1] ?? 0)).toString('latin1') : output;
}
