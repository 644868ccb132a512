import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haveEtcd } from '../support/etcd-binaries.js';
import { alarmCases, gatewayCases, type HttpCase, pageCases, wrongBodyCases } from './http-requests.js';
import { type SubjectName, startSubject } from './subjects.js';

/** What is compared of a reply. Others are the server's own: `date`, lengths, the life of a connection. */
const comparedHeaders = [
  'content-type',
  'x-content-type-options',
  'allow',
  'location',
  'www-authenticate',
  'grpc-metadata-content-type',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
];

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: unknown;
}

async function ask(address: string, asked: HttpCase): Promise<Answer> {
  const stop = new AbortController();
  const reply = await fetch(`http://${address}${asked.target}`, {
    method: asked.method ?? (asked.body === undefined ? 'GET' : 'POST'),
    ...(asked.body === undefined ? {} : { body: asked.body }),
    ...(asked.headers === undefined ? {} : { headers: asked.headers }),
    redirect: 'manual',
    signal: stop.signal,
  });
  const body = asked.lines === undefined ? await reply.text() : await readLines(reply, asked.lines);
  stop.abort();
  const headers = Object.fromEntries(comparedHeaders.map((name) => [name, reply.headers.get(name)]));
  return { status: reply.status, headers, body: comparable(asked, body) };
}

async function readLines(reply: Response, count: number): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of reply.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n').length > count) {
      break;
    }
  }
  return text;
}

/** Ids are drawn from URLs, and terms, sizes and indices depend on timing. */
const varying = ['cluster_id', 'member_id', 'raft_term', 'clientURLs', 'peerURLs'];

function comparable({ target }: HttpCase, body: string): unknown {
  if (!target.startsWith('/v3') || !body.startsWith('{')) {
    return body;
  }
  return body
    .trimEnd()
    .split('\n')
    .map((line) => parse(line, target.startsWith('/v3/cluster/') ? [...varying, 'ID'] : varying));
}

function parse(line: string, differing: readonly string[]): unknown {
  return JSON.parse(line, (name, value: unknown) => (differing.includes(name) ? 'varies' : value));
}

async function answers(name: SubjectName, cases: readonly HttpCase[], before: readonly HttpCase[] = []) {
  const subject = await startSubject(name, []);
  try {
    for (const asked of before) {
      await ask(subject.address, asked);
    }
    const given: Answer[] = [];
    for (const asked of cases) {
      given.push(await ask(subject.address, asked));
    }
    return given;
  } finally {
    await subject.stop();
  }
}

function httpTest(name: string, cases: readonly HttpCase[], before: readonly HttpCase[] = []): void {
  test(name, async (t) => {
    if (!haveEtcd(t, '3.6')) {
      return;
    }
    const [ours, theirs] = await Promise.all([
      answers('node-core', cases, before),
      answers('3.6', cases, before),
    ]);
    for (const [i, asked] of cases.entries()) {
      assert.deepEqual(ours[i], theirs[i], JSON.stringify(asked));
    }
  });
}

httpTest("pages have etcd's status, headers and bytes", pageCases);

httpTest(
  'health is told as etcd tells it under alarms',
  alarmCases,
  ['NOSPACE', 'CORRUPT'].map((alarm) => ({
    target: '/v3/maintenance/alarm',
    body: JSON.stringify({ action: 'ACTIVATE', memberID: '5', alarm }),
  })),
);

httpTest("the JSON gateway answers as etcd's", gatewayCases);

httpTest('what is no JSON, or not the message, is refused in the words of etcd', wrongBodyCases);
