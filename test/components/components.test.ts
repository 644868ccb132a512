import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dialogRoom, dialogRows, dialogTopMax } from '../../source/components/dialog-box.js';
import { frameRowsOf, promptRow } from '../../source/components/frame.js';
import { helpPage } from '../../source/components/help-box.js';
import { hintsRow } from '../../source/components/hints.js';
import { noticeRows } from '../../source/components/notice.js';
import { overlay, overlayCentred } from '../../source/components/overlay.js';
import { progressBar } from '../../source/components/progress-bar.js';
import { readerRows, readerTopMax } from '../../source/components/reader-box.js';
import { columnWidth, tableHeading, tableRow } from '../../source/components/table.js';
import { tabsRow } from '../../source/components/tabs.js';
import { listWindow } from '../../source/presentation/list-window.js';
import { rowText, rowWidth, span } from '../../source/presentation/rows.js';
import { safeText } from '../../source/presentation/text.js';
import { nastyTexts } from '../presentation/nasty.js';

const quiet = { title: [], note: [], lines: [], prompt: undefined, focused: false } as const;

describe('frame', () => {
  it('stands around its lines, with a title above and a note below', () => {
    const rows = frameRowsOf({
      ...quiet,
      name: 'Keys',
      title: [span('/registry')],
      note: [span('8 of 951,400')],
      lines: [{ row: [span('▾ registry/')] }, { row: [span('web-1')], selected: true }],
      columns: 30,
      rows: 5,
    });
    assert.deepEqual(rows.map(rowText), [
      '╭ Keys ─ /registry ──────────╮',
      '│ ▾ registry/                │',
      '│❯web-1                      │',
      '│                            │',
      '╰───────────── 8 of 951,400 ─╯',
    ]);
  });

  it('draws a text field in place of its last line', () => {
    const prompt = { label: '/', text: 'web' };
    const rows = frameRowsOf({ ...quiet, name: 'Keys', prompt, columns: 16, rows: 4 });
    assert.equal(rowText(rows[2] ?? []), '│ / web▏       │');
  });

  it('keeps the end of a long text in sight', () => {
    assert.equal(rowText(promptRow('/', 'registry/pods', 10)), '/ …y/pods▏');
  });

  it('is exactly as large as it should be, whatever is in it', () => {
    for (const nasty of nastyTexts(150)) {
      const text = safeText(nasty);
      const row = [span(text), span(text, 'dim')];
      for (const columns of [6, 9, 20]) {
        const rows = frameRowsOf({
          name: text,
          title: row,
          note: row,
          lines: [{ row }, { row, selected: true }],
          prompt: { label: text, text },
          focused: true,
          columns,
          rows: 5,
        });
        assert.equal(rows.length, 5);
        for (const drawn of rows) assert.equal(rowWidth(drawn), columns, `${columns}: ${rowText(drawn)}`);
      }
    }
  });
});

describe('overlay', () => {
  const screen = ['abcdef', 'ghijkl', 'mnopqr'].map((text) => [span(text)]);

  it('covers what is beneath and moves nothing else', () => {
    assert.deepEqual(overlay(screen, [[span('XY')]], 1, 2).map(rowText), ['abcdef', 'ghXYkl', 'mnopqr']);
    assert.deepEqual(overlayCentred(screen, [[span('XY')]], 6).map(rowText), ['abcdef', 'ghXYkl', 'mnopqr']);
  });

  it('leaves a blank for half of a wide character', () => {
    const wide = [[span('漢字漢')]];
    assert.deepEqual(overlay(wide, [[span('XY')]], 0, 1).map(rowText), [' XY 漢']);
  });

  it('keeps the width of every row', () => {
    for (const nasty of nastyTexts(200)) {
      const row = [span(safeText(nasty)), span('漢字漢字', 'ok')];
      const width = Math.max(8, rowWidth(row));
      const base = [[...row, span(' '.repeat(width - rowWidth(row)))]];
      for (const left of [0, 1, 3]) {
        assert.equal(rowWidth(overlay(base, [[span('box')]], 0, left)[0] ?? []), width);
      }
    }
  });
});

describe('dialog', () => {
  const dialog = {
    title: [span('Defragment 3 members')],
    tone: 'warning',
    lines: [[span('Each member answers nothing while it works.')]],
    prompt: { label: "Type the cluster's name to go on:", text: 'prod' },
    hints: [{ key: 'esc', text: 'cancel' }],
  } as const;

  it('is as high as what it says', () => {
    const rows = dialogRows(dialog, 0, { columns: 60, rows: 24 }).map(rowText);
    assert.deepEqual(rows, [
      '╭ Defragment 3 members ──────────────────────────────────╮',
      '│ Each member answers nothing while it works.            │',
      '│                                                        │',
      "│ Type the cluster's name to go on: prod▏                │",
      '╰─────────────────────────────────────────── esc cancel ─╯',
    ]);
  });

  it('never outgrows the screen, and keeps its text field', () => {
    const screen = { columns: 40, rows: 10 };
    const lines = Array.from({ length: 50 }, (_, index) => [span(`line ${index}`)]);
    const rows = dialogRows({ ...dialog, lines }, 0, screen);
    assert.ok(rows.length <= screen.rows);
    assert.ok(rows.every((row) => rowWidth(row) === rowWidth(rows[0] ?? [])));
    assert.match(rows.map(rowText).join('\n'), /prod▏/);
    assert.ok(dialogRoom(screen).columns < screen.columns);
    assert.match(rowText(rows.at(-1) ?? []), /↓ 46 more lines/);
    const last = dialogRows({ ...dialog, lines }, dialogTopMax(lines, screen), screen).map(rowText);
    assert.match(last.join('\n'), /line 49[\s\S]*↑ 46 above/);
  });
});

describe('help', () => {
  const lines = Array.from({ length: 30 }, (_, index) => ({
    keys: `k${index}`,
    description: `does ${index}`,
  }));
  const screen = { columns: 80, rows: 24 };
  const page = helpPage([{ title: 'Everywhere', lines }], screen);

  it('scrolls to its end and no further', () => {
    const last = readerRows(page, readerTopMax(page, screen), screen).map(rowText);
    assert.match(last.at(-2) ?? '', /k29/);
    assert.ok(last.length <= screen.rows);
  });

  it('says how much more there is in either direction', () => {
    const topMax = readerTopMax(page, screen);
    const foot = (top: number) => readerRows(page, top, screen).map(rowText).at(-1) ?? '';
    assert.match(foot(0), new RegExp(`↓ ${topMax} more lines  esc close`));
    assert.match(foot(3), new RegExp(`↓ ${topMax - 3} more lines  ↑ 3 above  esc close`));
    assert.match(foot(topMax), new RegExp(`─ ↑ ${topMax} above  esc close`));
  });

  it('never cuts what a key does', () => {
    const description = 'what '.repeat(40).trim();
    const narrow = { columns: 40, rows: 60 };
    const rows = readerRows(
      helpPage([{ title: 'Keys', lines: [{ keys: 'x', description }] }], narrow),
      0,
      narrow,
    );
    const text = rows.map((row) => rowText(row)).join(' ');
    assert.equal(text.match(/what/g)?.length, 40);
    assert.doesNotMatch(text, /…/);
  });
});

describe('small parts', () => {
  it('hints: whole ones, as many as there is room for', () => {
    const hints = [
      { key: '⏎', text: 'open' },
      { key: '/', text: 'filter' },
    ];
    assert.equal(rowText(hintsRow(hints, 40)), '⏎ open  / filter');
    assert.equal(rowText(hintsRow(hints, 15)), '⏎ open');
    assert.equal(rowText(hintsRow(hints, 3)), '');
  });

  it('hints: the way out before all others', () => {
    const hints = [
      { key: '⏎', text: 'open' },
      { key: 'f', text: 'format' },
      { key: 'esc', text: 'close' },
    ];
    assert.equal(rowText(hintsRow(hints, 40)), '⏎ open  f format  esc close');
    assert.equal(rowText(hintsRow(hints, 20)), '⏎ open  esc close');
    assert.equal(rowText(hintsRow(hints, 12)), 'esc close');
    assert.equal(rowText(hintsRow(hints, 8)), '⏎ open');
  });

  it('progress: exactly its width, full only when all is done', () => {
    for (const ratio of [-1, 0, 0.031, 0.5, 0.999, 1, 7, Number.NaN]) {
      assert.equal(rowWidth(progressBar(ratio, 10)), 10, `${ratio}`);
    }
    assert.equal(rowText(progressBar(0.5, 10)), '█████░░░░░');
    assert.equal(rowText(progressBar(1, 4)), '████');
    assert.notEqual(rowText(progressBar(0.99, 4)), '████');
  });

  it('tables: columns keep their width', () => {
    const columns = [
      { heading: 'NAME', width: 6 },
      { heading: 'DB', width: 8, align: 'right' },
      { heading: 'KEY', width: 5, align: 'middle-cut' },
    ] as const;
    assert.equal(rowText(tableHeading(columns)), 'NAME          DB  KEY  ');
    assert.equal(
      rowText(tableRow(columns, [span('m1'), span('412 MB'), span('abcdefgh')])),
      'm1        412 MB  ab…gh',
    );
    assert.equal(columnWidth(['m1', 'member-12'], 4, 8), 8);
    assert.equal(columnWidth(['m1'], 4, 8), 4);
  });

  it('list: the window moves as little as it can', () => {
    assert.deepEqual(listWindow(0, 5, 100, 10), { top: 0, end: 10 });
    assert.deepEqual(listWindow(0, 10, 100, 10), { top: 1, end: 11 });
    assert.deepEqual(listWindow(50, 20, 100, 10), { top: 20, end: 30 });
    assert.deepEqual(listWindow(95, 99, 100, 10), { top: 90, end: 100 });
    assert.deepEqual(listWindow(3, 0, 2, 10), { top: 0, end: 2 });
  });

  it('notice: a sentence in three lines at most, the sign before it', () => {
    assert.deepEqual(noticeRows('ok', 'done', 12).map(rowText), [' ✔ done     ']);
    const long = noticeRows('critical', 'word '.repeat(60), 30);
    assert.equal(long.length, 3);
    assert.ok(long.every((row) => rowWidth(row) === 30));
    assert.match(rowText(long[2] ?? []), /…/);
  });

  it('tabs: numbered, with a place kept for a sign', () => {
    const tabs = [
      { name: 'Keys', active: true },
      { name: 'Triage', active: false, sign: { text: '✖', tone: 'critical' } },
    ] as const;
    assert.equal(rowText(tabsRow(tabs, 40)), ' 1 Keys   2 Triage ✖');
    assert.equal(rowText(tabsRow(tabs, 16)), ' 1 Keys   2 ✖');
    assert.equal(rowWidth(tabsRow(tabs, 5)), 5);
  });
});
