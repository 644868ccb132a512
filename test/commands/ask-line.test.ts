import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { askLine } from '../../source/commands/ask-line.js';

/** A terminal on which `typed` is typed once something was asked. */
function ask(typed: string): { readonly answer: Promise<string>; readonly screen: () => string } {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  let screen = '';
  stderr.on('data', (chunk) => {
    screen += String(chunk);
  });
  const signal = new AbortController().signal;
  const io = { stdin, stdout: new PassThrough(), stderr, env: {}, signal, now: () => 0 };
  const answer = askLine('Go on? ', 'nothing was done', io);
  stdin.write(typed);
  return { answer, screen: () => screen };
}

test('an answer is the first line of what is typed or pasted', async () => {
  assert.equal(await ask('\r').answer, '');
  assert.equal(await ask('yes\rno\rno\r').answer, 'yes');
});

for (const [name, key] of [
  ['ctrl+c', '\x03'],
  ['ctrl+d', '\x04'],
] as const) {
  test(`${name} is told in the words of the command, on a line of its own`, async () => {
    const { answer, screen } = ask(key);
    await assert.rejects(answer, { message: 'nothing was done' });
    assert.match(screen(), /Go on\? .*\n$/su);
  });
}
