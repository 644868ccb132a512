import assert from 'node:assert/strict';
import test from 'node:test';
import { type FlagSpec, UsageError } from '../../source/commands/command.js';
import { areAllKnown, commandName, parseArguments } from '../../source/commands/parse.js';
import { commandEntries } from '../../source/commands/registry.js';

const specs: readonly FlagSpec[] = [
  { name: 'endpoints', type: 'string', placeholder: 'URL', description: '' },
  { name: 'keys-only', type: 'boolean', description: '' },
  { name: 'write-out', short: 'w', type: 'string', choices: ['table', 'json'], description: '' },
];

const refused = (argv: readonly string[], text: RegExp): void =>
  assert.throws(
    () => parseArguments(argv, specs),
    (error) => error instanceof UsageError && text.test(error.message) && !error.message.includes('\n'),
  );

test('flags are read with one or two dashes, with = or a blank, and what is left are operands', () => {
  const { operands, flags } = parseArguments(
    ['/registry/', '--endpoints=a:1,b:2', '--keys-only', '-w', 'json', 'more'],
    specs,
  );
  assert.deepEqual(operands, ['/registry/', 'more']);
  assert.deepEqual(Object.fromEntries(flags), {
    endpoints: 'a:1,b:2',
    'keys-only': true,
    'write-out': 'json',
  });
});

test('what follows -- is an operand, whatever it looks like', () => {
  assert.deepEqual(parseArguments(['--', '--endpoints'], specs).operands, ['--endpoints']);
});

test('numbers stay text, so that a key 007 is not 7', () => {
  assert.deepEqual(parseArguments(['007', '1e3'], specs).operands, ['007', '1e3']);
});

test('bad flags get one sentence that says what to write', () => {
  refused(['--endpoint', 'x'], /unknown flag --endpoint; did you mean --endpoints\?/);
  refused(['--nonsense-flag'], /unknown flag --nonsense-flag; see --help/);
  refused(['-z'], /unknown flag -z/);
  refused(['--endpoints'], /--endpoints needs a value: --endpoints URL/);
  refused(['-w', 'yaml'], /--write-out yaml is not known; use one of table, json/);
  refused(['-w', 'json', '-w', 'table'], /once/);
});

test('the command is the first operand, also after flags', () => {
  assert.equal(commandName(['get', 'x'], specs), 'get');
  assert.equal(commandName(['-w', 'json', 'status'], specs), 'status');
  assert.equal(commandName([], specs), undefined);
});

test('a flag of another command before the name is noticed', () => {
  assert.equal(areAllKnown(['-w', 'json', '--endpoints=a:1', 'status'], specs), true);
  assert.equal(areAllKnown(['--rev', '7', 'get'], specs), false);
});

test('the names that choose a command are those it has itself', async () => {
  for (const { name, aliases, load } of commandEntries) {
    const command = await load();
    assert.equal(command.name, name);
    assert.deepEqual(command.aliases ?? [], aliases);
  }
});
