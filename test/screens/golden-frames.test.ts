import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { panes } from '../../source/app/panes.js';
import type { UsageBy } from '../../source/search/usage-survey.js';
import type { ActionsDialog } from '../../source/store/actions-dialog.js';
import type { ContextsDialog } from '../../source/store/contexts.js';
import { paneIds } from '../../source/store/intent.js';
import type { WidePhase } from '../../source/store/keys-search.js';
import type { ReaderPageId } from '../../source/store/ui.js';
import type { Editing } from '../../source/store/value-editing.js';
import type { WatchDialog } from '../../source/store/watch-dialog.js';

const sizes = ['80x24', '120x40'];
const folder = path.join(import.meta.dirname, 'golden');

/** The golden frame of each dialog; `undefined`: it draws none of its own. A dialog that is new is an error here. */
const dialogs: {
  readonly actions: Readonly<Record<ActionsDialog['kind'], string>>;
  readonly contexts: Readonly<Record<ContextsDialog['kind'], string>>;
  readonly editing: Readonly<Record<Editing['kind'], string | undefined>>;
  readonly search: Readonly<Record<WidePhase['kind'], string>>;
  readonly usage: Readonly<Record<UsageBy, string>>;
  readonly watch: Readonly<Record<WatchDialog['kind'], string>>;
  readonly reader: Readonly<Record<ReaderPageId, string>>;
} = {
  actions: {
    target: 'actions-target',
    planning: 'actions-planning',
    refused: 'actions-not-planned',
    confirm: 'actions-compact-plan',
    running: 'actions-running',
    ended: 'actions-ended',
  },
  contexts: {
    listing: 'contexts-listing',
    choosing: 'contexts-list',
    connecting: 'contexts-connecting',
    password: 'contexts-password',
    failed: 'contexts-refused',
  },
  editing: {
    editor: undefined,
    planning: 'value-edit-planning',
    refused: 'value-edit-refused',
    confirming: 'value-edit-plan',
    kept: undefined,
    conflict: 'value-edit-conflict',
  },
  search: {
    planning: 'search-planning',
    offered: 'search-cost',
    running: 'search-running',
    stopped: 'search-stopped',
    done: 'search-results',
    failed: 'search-failed',
  },
  usage: { prefix: 'du-prefixes', kind: 'du-kinds', namespace: 'du-namespaces' },
  watch: { change: 'watch-change', noise: 'watch-noise', top: 'watch-top' },
  reader: { help: 'help', notices: 'notices' },
};

const files = readdirSync(folder);
const readGolden = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('golden frames', () => {
  it('there is one of every pane, at both sizes', () => {
    for (const size of sizes) {
      for (const id of paneIds) {
        const title = `╭ ${panes[id].name} `;
        const shown = files.filter((file) => file.includes(size) && readGolden(file).includes(title));
        assert.notEqual(shown.length, 0, `no golden frame of ${title} at ${size}`);
      }
    }
  });

  it('there is one of every dialog, at both sizes', () => {
    const names = Object.values(dialogs).flatMap((kinds) => Object.values(kinds));
    for (const name of [...names, 'palette', 'leaving', 'value-owners']) {
      if (name === undefined) continue;
      for (const size of sizes) assert.ok(files.includes(`${name}-${size}.txt`), `${name} at ${size}`);
    }
  });

  it('each has the other size beside it, and as many rows and cells as it says', () => {
    for (const file of files) {
      const [, name = '', columns = '', rows = ''] = /^(.+)-(\d+)x(\d+)\.txt$/u.exec(file) ?? [];
      const lines = readGolden(file).trimEnd().split('\n');
      assert.ok(lines.length <= Number(rows), file);
      assert.ok(sizes.includes(`${columns}x${rows}`) || name === 'too-small', file);
      for (const size of name === 'too-small' ? [] : sizes) {
        assert.ok(files.includes(`${name}-${size}.txt`), `${name} at ${size}`);
      }
    }
  });
});
