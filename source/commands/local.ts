import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createEtcdClient } from '../client/client.js';
import { systemEnvironment } from '../client/environment.js';
import { fillDemo, liveDemo } from '../local/demo/run.js';
import { freeLoopbackPorts } from '../local/free-port.js';
import { type MemberProcess, MemberStartError, startMember } from '../local/member-process.js';
import { makeTemporaryData, removeTemporaryData } from '../local/temporary-data.js';
import { type Command, type Invocation, UsageError } from './command.js';
import { localConnection } from './connection.js';
import { inspect } from './inspect.js';

export const localCommand: Command = {
  name: 'local',
  summary: 'start a member on loopback and open the inspector on it',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  connects: false,
  flags: [
    {
      name: 'demo',
      type: 'boolean',
      description: 'fill it with a small Kubernetes-like registry that lives',
    },
    {
      name: 'data-dir',
      type: 'string',
      placeholder: 'DIR',
      description: 'keep the data there; without it the data goes when the inspector ends',
    },
    { name: 'members', type: 'string', placeholder: 'N', description: 'how many members; only 1 so far' },
    { name: 'read-only', type: 'boolean', description: 'open the inspector as on a cluster that matters' },
  ],
  examples: [
    { line: 'etcdscope local --demo', does: 'look around in a cluster that does not matter' },
    { line: 'etcdscope local --data-dir ./dev.etcd', does: 'an etcd for development, data kept' },
  ],
  run: runLocal,
};

const readyTimeoutMs = 15_000;
/** A port that was free can be taken by another program before the member listens on it. */
const startAttempts = 3;

async function runLocal(invocation: Invocation): Promise<number> {
  const { flags } = invocation;
  const wanted = flags.get('members') ?? '1';
  if (wanted !== '1') {
    throw new UsageError(`--members ${String(wanted)} is not possible yet: node-core runs one member`);
  }
  const kept = flags.get('data-dir');
  const directory = typeof kept === 'string' ? await keptData(kept) : await makeTemporaryData();
  const isTemporary = typeof kept !== 'string';
  try {
    const member = await startSomewhere(directory, isTemporary);
    try {
      return await openOn(member, invocation);
    } finally {
      await member.stop();
    }
  } finally {
    if (isTemporary) {
      await removeTemporaryData(directory);
    }
  }
}

async function keptData(directory: string): Promise<string> {
  const absolute = path.resolve(directory);
  await mkdir(absolute, { recursive: true, mode: 0o700 });
  return absolute;
}

async function startSomewhere(dataDirectory: string, temporary: boolean): Promise<MemberProcess> {
  for (let attempt = 1; ; attempt++) {
    const [clientPort = 0, peerPort = 0] = await freeLoopbackPorts(2);
    try {
      return await startMember({
        name: 'local',
        dataDirectory,
        clientPort,
        peerPort,
        readyTimeoutMs,
        temporary,
      });
    } catch (error) {
      const mayBePort = error instanceof MemberStartError && error.message.includes('cannot listen on');
      if (!mayBePort || attempt === startAttempts) {
        throw error;
      }
    }
  }
}

async function openOn(member: MemberProcess, invocation: Invocation): Promise<number> {
  const { flags, io } = invocation;
  const options = localConnection(member.clientUrl);
  const client = createEtcdClient(options, systemEnvironment);
  // The inspector may go to another cluster and close its own; the demo lives on.
  const demoClient = createEtcdClient(options, systemEnvironment);
  const ended = new AbortController();
  try {
    const isDemo = flags.has('demo');
    const life = isDemo
      ? liveDemo(demoClient, await fillDemo(demoClient, io.now()), ended.signal, io.now)
      : Promise.resolve();
    const writable = !flags.has('read-only');
    const inspectFlags = new Map<string, string | boolean>(writable ? [['write', true]] : []);
    const target = {
      contextName: 'local',
      source: isDemo ? 'local demo' : 'local',
      options,
      notes: [],
    };
    const code = await inspect(client, { ...invocation, flags: inspectFlags }, target);
    ended.abort();
    await life;
    const obituary = member.obituary();
    if (obituary !== undefined) {
      throw new Error(obituary);
    }
    return code;
  } finally {
    ended.abort();
    client.close();
    demoClient.close();
  }
}
