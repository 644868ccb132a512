import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { globalBindings } from '../../source/app/bindings.js';
import { keySections, keyTable } from '../../source/app/help.js';
import { panes } from '../../source/app/panes.js';
import { paneIds } from '../../source/store/intent.js';

const globalKeys = globalBindings.flatMap(({ keys }) => keys);

describe('key bindings', () => {
  it('mean one thing each: no key twice in a pane, none that works everywhere', () => {
    assert.equal(new Set(globalKeys).size, globalKeys.length);
    for (const id of paneIds) {
      const keys = panes[id].bindings.flatMap((binding) => binding.keys);
      assert.equal(new Set(keys).size, keys.length, `a key twice in ${id}: ${keys.join(' ')}`);
      const taken = keys.filter((key) => globalKeys.includes(key) && key !== 'escape');
      assert.deepEqual(taken, [], `${id} uses keys that mean something everywhere`);
    }
  });

  it('have names of their own', () => {
    const actions = [
      ...globalBindings.map(({ action }) => action),
      ...paneIds.flatMap((id) => panes[id].bindings.map(({ action }) => action)),
    ];
    assert.equal(new Set(actions).size, actions.length);
    for (const id of paneIds) {
      for (const { action } of panes[id].bindings) assert.ok(action.startsWith(`${id}.`), action);
    }
  });

  it('are all in the help and in the table for the README', () => {
    const sections = keySections();
    const table = keyTable();
    for (const id of paneIds) {
      for (const { description } of panes[id].bindings) {
        assert.ok(sections.some(({ lines }) => lines.some((line) => line.description === description)));
        assert.ok(table.includes(description.replaceAll('|', '\\|')), description);
      }
    }
    assert.match(table, /^\| where \| keys \| what \|\n\|---\|---\|---\|\n\| \*\*Everywhere\*\* \| `1…6` \|/);
  });
});
