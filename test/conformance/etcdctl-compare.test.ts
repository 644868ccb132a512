import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { type EtcdVersion, etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import {
  type Command,
  clusterCommands,
  keyCommands,
  leaseCommands,
  userCommands,
} from './etcdctl-commands.js';
import { type Subject, startSubject } from './subjects.js';

const scripts = {
  keys: keyCommands,
  leases: leaseCommands,
  cluster: clusterCommands,
  users: userCommands,
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

async function printed(
  version: EtcdVersion,
  name: 'node-core' | '3.6',
  commands: readonly Command[],
): Promise<string[]> {
  const subject = await startSubject(name, ['--bcrypt-cost=4']);
  try {
    const outputs: string[] = [];
    for (const command of commands) {
      outputs.push(await etcdctl(version, subject, command));
    }
    return outputs;
  } finally {
    await subject.stop();
  }
}

async function etcdctl(version: EtcdVersion, subject: Subject, { args, input }: Command): Promise<string> {
  const api = version === '3.4' ? { ETCDCTL_API: '3' } : {};
  const env = { PATH: process.env['PATH'], ETCDCTL_ENDPOINTS: subject.address, ...api };
  const child = spawn(findEtcd(version)?.etcdctl ?? 'etcdctl', args, { env });
  const chunks = { out: '', err: '' };
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    chunks.out += text;
  });
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    chunks.err += text;
  });
  child.stdin.on('error', () => undefined).end(input ?? '');
  const [code] = await once(child, 'close');
  return `exit ${code}\n${comparable(chunks.out, args)}${comparable(chunks.err, args)}`;
}

/** Addresses, ids, sizes, terms, log indices and durations are each server's own; nothing else is. */
function comparable(output: string, args: readonly string[]): string {
  const text = args.includes('protobuf') ? withoutHeader(output) : output;
  return text
    .replace(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replace(
      /"(cluster_id|member_id|ID|id|leader|dbSize|dbSizeInUse|dbSizeQuota|raft\w*|hash)":"?\d+"?/g,
      '"$1":N',
    )
    .replace(
      /"(ClusterID|MemberID|RaftTerm|RaftIndex|RaftAppliedIndex|Leader|DBSize\w*|ID|Hash)" : \d+/g,
      '"$1" : N',
    )
    .replace(/\b[0-9a-f]{15,16}\b/g, 'ID')
    .replace(/took( =)? [\d.]+(Âµs|ms|s)|"took":"[^"]+"|"Took" : "[^"]+"/g, 'TOOK')
    .replace(/[\d.]+(Âµs|ms|s)\b/g, 'TOOK')
    .replace(/"ts":"[^"]+"|\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d+)?|caller":"[^"]+"/g, 'TIME')
    .replace(/\d+(\.\d+)? ?[kMG]?B\b|\d+%/g, 'SIZE')
    .replace(/"(target|peer)":"[^"]*"/g, '"$1":"ADDRESS"')
    .replace(/ *\| */g, ' | ')
    .replace(/-{3,}/g, '---')
    .replace(/"attempt":\d+|0xc[0-9a-f]+/g, 'N');
}

/** Every answer begins with its header: field 1, whose ids are varints of many bytes. */
function withoutHeader(output: string): string {
  const bytes = Buffer.from(output, 'latin1');
  return bytes[0] === 0x0a ? bytes.subarray(2 + (bytes[1] ?? 0)).toString('latin1') : output;
}
