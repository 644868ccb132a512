import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { field, stored } from '../kube/wire-writer.js';
import { bundle } from '../support/bundle.js';
import { haveEtcd } from '../support/etcd-binaries.js';
import { type RunningEtcd, startEtcd } from '../support/start-etcd.js';
import { plainEnvironment } from './terminal.js';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line as it is pasted into a shell; what follows changes is interrupted after a while. */
function paste(line: string, directory: string, endpoint: string): Promise<Ended> {
  const follows = /^etcdscope (watch|tail|top)\b/u.test(line) && !line.includes('--once');
  const command = follows
    ? line.replace(/^etcdscope/u, 'timeout --preserve-status -s INT 2 etcdscope')
    : line;
  const environment = plainEnvironment();
  const child = spawn('/bin/sh', ['-c', command], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      PATH: `${directory}/bin:${environment['PATH']}`,
      HOME: directory,
      XDG_STATE_HOME: directory,
      XDG_CONFIG_HOME: directory,
      ETCDCTL_API: '3',
      ETCDCTL_ENDPOINTS: endpoint,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const keys = [
  '/config/limits',
  '/registry/configmaps/kube-system/coredns',
  '/registry/pods/default/web-1',
  '/registry/pods/shop/cart-1',
  '/registry/events/shop/cart-1.17f',
  '/app/one/two',
];

async function prepare(t: TestContext, etcd: RunningEtcd): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-examples-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(path.join(directory, 'bin'));
  const program = path.join(directory, 'bin', 'etcdscope');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${bundle}' "$@"\n`);
  await chmod(program, 0o700);
  const object = (kind: string) => stored('v1', kind, field(1, field(1, 'web'), field(3, 'default')));
  await writeFile(path.join(directory, 'limits.json'), '{"rate":300}\n');
  await writeFile(path.join(directory, 'pod.bin'), object('Pod'));
  await writeFile(path.join(directory, 'service.bin'), object('Service'));
  for (const value of ['{"host":"10.96.0.10"}', '{"host":"10.96.0.11"}', '{"host":"10.96.0.10"}']) {
    for (const key of keys) await etcd.etcdctl('put', key, value);
  }
  return directory;
}

async function revisions(etcd: RunningEtcd): Promise<{ newest: number; ofLimits: number }> {
  const { header, kvs } = JSON.parse(await etcd.etcdctl('get', '/config/limits', '-w', 'json')) as {
    header: { revision: number };
    kvs?: readonly { mod_revision: number }[];
  };
  return { newest: header.revision, ofLimits: kvs?.[0]?.mod_revision ?? 0 };
}

/** The revisions of an example are those of another cluster, and here nobody is there to confirm. */
function adapted(line: string, { newest, ofLimits }: { newest: number; ofLimits: number }): string {
  const here = line
    .replaceAll(/\b(?:29253440|28900112|29253000|120)\b/gu, String(newest - 2))
    .replaceAll(/\b340\b/gu, String(newest))
    .replaceAll(/--if-revision 41\b/gu, `--if-revision ${ofLimits}`)
    .replaceAll('--at 10m', '--at now')
    .replaceAll('--keep 10000', '--keep 2')
    .replaceAll('--interval 30s', '--interval 2s')
    .replaceAll('page-somebody', 'true');
  const asks = /^etcdscope (?:put|del|compact|defrag|search) /u.test(here) && !/--yes|--dry-run/u.test(here);
  return asks ? `${here} --yes` : here;
}

/** What goes on until it is told to end, and what is about another cluster. */
const isElsewhere = (line: string): boolean =>
  /^etcdscope (?:local|node|context save|context use prod)\b|^etcdscope$|^etcdscope --/u.test(line);

/** 1 for what differs, and for warnings about a single member. */
const mayEndWithOne = /^etcdscope (?:diff|triage)\b/u;

const namesOf = (help: string): readonly string[] =>
  Array.from(
    /^Commands\n(?<list>(?: {2}.*\n)+)/mu.exec(help)?.groups?.['list']?.matchAll(/^ {2}(\w+)/gmu) ?? [],
    ([, name = '']) => name,
  );

const examplesOf = (help: string): readonly string[] =>
  Array.from(help.split(/^Examples\n/mu)[1]?.matchAll(/^ {2}(etcd\S.*)$/gmu) ?? [], ([, line = '']) => line);

test('the examples of every --help do what they say when they are pasted', async (t) => {
  if (!haveEtcd(t, '3.4')) return;
  const etcd = await startEtcd({ version: '3.4' });
  t.after(etcd.stop);
  const directory = await prepare(t, etcd);
  const endpoint = etcd.endpoints[0] ?? '';
  const run = (line: string) => paste(line, directory, endpoint);
  const names = namesOf((await run('etcdscope --help')).stdout);
  assert.ok(names.length >= 20, names.join());
  for (const name of names) {
    const help = (await run(`etcdscope ${name} --help`)).stdout;
    const examples = examplesOf(help);
    assert.notEqual(examples.length, 0, `${name} has no example`);
    for (const example of examples.filter((line) => !isElsewhere(line))) {
      if (example.startsWith('etcdscope del ')) await etcd.etcdctl('put', '/config/limits', '{}');
      const line = adapted(example, await revisions(etcd));
      const { code, stdout, stderr } = await run(line);
      const allowed = mayEndWithOne.test(line) ? [0, 1] : [0];
      const told = `${line}\nended with ${code}\n${stdout.slice(-1_500)}\n${stderr}`;
      assert.ok(allowed.includes(code ?? -1) || (code === 130 && /watch|tail|top/u.test(line)), told);
      assert.doesNotMatch(stderr, /^\s+at |^etcdscope: /mu, told);
      if (/(?:-w|-o) json/u.test(line) && !/^etcdscope (?:watch|tail|top|decode)/u.test(line))
        JSON.parse(stdout);
    }
  }
});
