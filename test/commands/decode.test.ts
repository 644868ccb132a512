import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { type CommandIo, UsageError } from '../../source/commands/command.js';
import { decodeCommand } from '../../source/commands/decode.js';
import { parseArguments } from '../../source/commands/parse.js';
import { entry, field, int, stored } from '../kube/wire-writer.js';

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function decode(
  argv: readonly string[],
  stdin: Uint8Array = Buffer.alloc(0),
  isTTY = false,
): Promise<Ran> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { isTTY }), new PassThrough()];
  const io: CommandIo = {
    stdin: Readable.from([stdin]),
    stdout,
    stderr,
    env: {},
    signal: new AbortController().signal,
    now: () => 0,
  };
  const { operands, flags } = parseArguments(argv, decodeCommand.flags);
  const [out, err] = [text(stdout), text(stderr)];
  const code = await decodeCommand.run({ operands, flags, rest: argv, io });
  stdout.end();
  stderr.end();
  return { code, stdout: await out, stderr: await err };
}

const map = stored('v1', 'ConfigMap', field(1, field(1, 'settings')), entry(2, 'mode', 'on'));
const mapYaml = 'apiVersion: v1\ndata:\n  mode: "on"\nkind: ConfigMap\nmetadata:\n  name: settings\n';
const lineFeed = Buffer.from('\n');

async function saved(t: TestContext, values: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'etcdscope-decode-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const [name, value] of Object.entries(values)) await writeFile(path.join(directory, name), value);
  return directory;
}

describe('decode', () => {
  it('prints YAML of what is piped in, with and without a line feed at its end', async () => {
    for (const input of [map, Buffer.concat([map, lineFeed])]) {
      assert.deepEqual(await decode([], input), { code: 0, stdout: mapYaml, stderr: '' });
      assert.equal((await decode(['-'], input)).stdout, mapYaml);
    }
  });

  it('passes over the key that etcdctl prints before the value', async () => {
    const input = Buffer.concat([Buffer.from('/registry/configmaps/default/settings\n'), map, lineFeed]);
    assert.equal((await decode([], input)).stdout, mapYaml);
  });

  it('prints JSON with integers exact', async () => {
    const { stdout } = await decode(
      ['-o', 'json'],
      stored('v1', 'Pod', field(1, int(7, 9_007_199_254_740_993n))),
    );
    assert.match(stdout, /"generation": 9007199254740993\n/);
    assert.equal((JSON.parse(stdout) as { kind: string }).kind, 'Pod');
  });

  it('prints several files, and goes on after one that it cannot read', async (t) => {
    const directory = await saved(t, { a: map, b: Buffer.from([0, 1]), c: Buffer.from('29253440') });
    const names = ['a', 'b', 'missing', 'c'].map((name) => path.join(directory, name));
    const { code, stdout, stderr } = await decode(names);
    assert.equal(code, 1);
    assert.equal(stdout, `${mapYaml}---\n29253440\n`);
    assert.equal(
      stderr,
      `etcdscope: ${names[1]}: its 2 bytes are neither a Kubernetes object nor text\n` +
        `etcdscope: ${names[2]}: there is no such file\n`,
    );
    assert.match((await decode([directory])).stderr, /it is a directory/);
  });

  it('says who can read an encrypted value', async () => {
    const { code, stdout, stderr } = await decode([], Buffer.from('k8s:enc:aescbc:v1:key1:\x01\x02'));
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /encrypted at rest with aescbc, key key1; only an API server/);
  });

  it('masks Secrets on a terminal unless it is told not to, and pipes them on whole', async () => {
    const secret = stored('v1', 'Secret', entry(2, 'password', 'hunter2'));
    const masked = await decode([], secret, true);
    assert.match(masked.stdout, /password: \(masked, 7 bytes\)/);
    assert.match(masked.stderr, /--show-secrets/);
    for (const open of [await decode(['--show-secrets'], secret, true), await decode([], secret)]) {
      assert.deepEqual([open.code, open.stderr], [0, '']);
      assert.match(open.stdout, /password: aHVudGVyMg==/);
    }
  });

  it('shows what there is of a damaged object, says what is wrong, and fails', async () => {
    const damaged = stored(
      'v1',
      'Pod',
      field(1, field(1, 'web')),
      field(2, field(2, Buffer.from([0x0a, 0x50]))),
    );
    const { code, stdout, stderr } = await decode([], damaged);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^# The stored bytes are damaged: spec\.containers\.0: field 1 at byte \d+.*\napiVersion: v1\n/,
    );
    assert.match(stdout, /name: web/);
    assert.match(stderr, /The stored bytes are damaged/);
  });

  it('labels a kind that it does not know', async () => {
    const { code, stdout } = await decode([], stored('route.openshift.io/v1', 'Route', field(2, 'x')));
    assert.equal(code, 0);
    assert.match(stdout, /^# route\.openshift\.io\/v1 Route is no kind of Kubernetes/);
    assert.match(stdout, /^'?unknown field #2'?: x$/m);
  });

  it('says what is wrong with bytes that only begin as an object, and with none', async () => {
    const garbage = await decode([], Buffer.from('k8s\0garbage'));
    assert.equal(garbage.code, 1);
    assert.match(garbage.stderr, /it begins as a Kubernetes object, but wire type 7/);
    assert.match((await decode([])).stderr, /there is nothing in it/);
  });

  it('waits for no one at a terminal', async () => {
    const stdin = Object.assign(Readable.from([]), { isTTY: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const io: CommandIo = {
      stdin,
      stdout,
      stderr,
      env: {},
      signal: new AbortController().signal,
      now: () => 0,
    };
    await assert.rejects(decodeCommand.run({ operands: [], flags: new Map(), rest: [], io }), UsageError);
  });

  it('lets nothing through that a terminal would obey', async () => {
    const { stdout } = await decode([], stored('v1', 'ConfigMap', entry(2, 'a\x1b[2J', '\u202eb\x07')));
    assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f\u202e]/);
    assert.doesNotMatch((await decode([], Buffer.from('text \u202e\n'))).stdout, /\u202e/);
  });
});
