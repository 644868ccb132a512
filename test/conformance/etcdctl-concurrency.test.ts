import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { etcdVersions, findEtcd, haveEtcd } from '../support/etcd-binaries.js';
import { eventually } from '../support/eventually.js';
import { type NodeCoreProcess, startNodeCore } from './subjects.js';

/** A stock etcdctl that goes on until it is stopped, and what it has printed. */
class Etcdctl {
  readonly #child: ChildProcess;
  output = '';
  errors = '';

  constructor(binary: string, member: NodeCoreProcess, args: readonly string[]) {
    const env = { PATH: process.env['PATH'], ETCDCTL_API: '3', ETCDCTL_ENDPOINTS: member.address };
    this.#child = spawn(binary, args, { env });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
  }

  /** Waits for a match in what it prints. */
  says(pattern: RegExp): Promise<RegExpExecArray> {
    return eventually(`${pattern} in "${this.output}"`, () => pattern.exec(this.output) ?? undefined);
  }

  async interrupt(): Promise<number | null> {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    const [code] = (await ended) as [number | null];
    return code;
  }

  async end(): Promise<number | null> {
    const [code] = (await once(this.#child, 'close')) as [number | null];
    return code;
  }
}

for (const version of etcdVersions) {
  test(`etcdctl ${version}: lock and elect`, async (t) => {
    if (!haveEtcd(t, version)) {
      return;
    }
    const binary = findEtcd(version)?.etcdctl ?? 'etcdctl';
    const member = await startNodeCore();
    const running: Etcdctl[] = [];
    t.after(() => member.stop());
    const etcdctl = (...args: readonly string[]) => {
      const started = new Etcdctl(binary, member, args);
      running.push(started);
      return started;
    };

    const holder = etcdctl('lock', 'job');
    const [held] = await holder.says(/^job\/[0-9a-f]+\n/);
    const waiter = etcdctl('lock', 'job');
    const waiting = etcdctl('get', 'job/', '--prefix', '--keys-only');
    await waiting.end();
    assert.equal(waiter.output, '', 'a held lock is not given to another');
    assert.equal(await holder.interrupt(), 0);
    const [given] = await waiter.says(/^job\/[0-9a-f]+\n/);
    assert.notEqual(given, held);
    assert.equal(await waiter.interrupt(), 0);
    const command = etcdctl('lock', 'job', 'printenv', 'ETCD_LOCK_KEY');
    assert.equal(await command.end(), 0);
    assert.match(command.output, /^job\/[0-9a-f]+\n$/);

    const leader = etcdctl('elect', 'post', 'first');
    const [, leaderKey] = await leader.says(/^(post\/[0-9a-f]+)\nfirst\n$/);
    const observer = etcdctl('elect', '-l', 'post');
    await observer.says(new RegExp(`^${leaderKey}\nfirst\n$`));
    const candidate = etcdctl('elect', 'post', 'second');
    assert.equal(await leader.interrupt(), 0);
    await candidate.says(/^post\/[0-9a-f]+\nsecond\n$/);
    await observer.says(/\npost\/[0-9a-f]+\nsecond\n$/);
    assert.equal(await candidate.interrupt(), 0);
    await observer.interrupt();
    for (const { errors } of running) {
      assert.doesNotMatch(errors, /panic|Error:/);
    }
  });
}
