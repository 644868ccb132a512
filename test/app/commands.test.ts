import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globalBindings } from '../../source/app/bindings.js';
import { commands } from '../../source/app/commands.js';
import { panes } from '../../source/app/panes.js';
import { parseLine } from '../../source/app/suggestions.js';
import { paneIds } from '../../source/store/intent.js';

describe('commands', () => {
  const names = commands.map(({ name }) => name);

  it('are all of the bindings, each under one name', () => {
    assert.equal(new Set(names).size, names.length);
    for (const id of paneIds) {
      assert.ok(names.includes(id), `${id} can be shown`);
      for (const { action } of panes[id].bindings) assert.ok(names.includes(action), action);
    }
    for (const { action } of globalBindings) {
      const name = action.replace(/^app\.(show-)?/, '');
      assert.equal(names.includes(name), name !== 'command', name);
    }
  });

  it('have names without blanks, so that a line can be taken apart', () => {
    for (const name of names) assert.match(name, /^[a-z.-]+$/);
  });

  it('are read with their argument as it was typed', () => {
    assert.deepEqual(parseLine(' compact  keep 10,000 '), { name: 'compact', argument: 'keep 10,000' });
    assert.deepEqual(parseLine('quit'), { name: 'quit', argument: '' });
    assert.deepEqual(parseLine(''), { name: '', argument: '' });
  });
});
