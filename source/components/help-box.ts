import { cellWidth, fit } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import { frameColumns, frameRows, frameRowsOf } from './frame.js';
import type { ScreenRoom } from './room.js';

export interface HelpSection {
  readonly title: string;
  readonly lines: readonly { readonly keys: string; readonly description: string }[];
}

const columnsMax = 72;

function sectionRows(section: HelpSection, keysWidth: number): readonly Row[] {
  const lines = section.lines.map(({ keys, description }) => [
    span(fit(keys, keysWidth), 'accent'),
    span(`  ${description}`),
  ]);
  return [[], [span(section.title, 'plain', true)], ...lines];
}

function allRows(sections: readonly HelpSection[]): readonly Row[] {
  const widths = sections.flatMap(({ lines }) => lines.map(({ keys }) => cellWidth(keys)));
  const keysWidth = Math.max(0, ...widths);
  return sections.flatMap((section) => sectionRows(section, keysWidth)).slice(1);
}

const roomFor = (screen: ScreenRoom): number => Math.max(1, screen.rows - 2 - frameRows);

/** The greatest first line that still leaves no room unused. */
export function helpTopMax(sections: readonly HelpSection[], screen: ScreenRoom): number {
  return Math.max(0, allRows(sections).length - roomFor(screen));
}

/** The help overlay from line `top` on. */
export function helpRows(sections: readonly HelpSection[], top: number, screen: ScreenRoom): readonly Row[] {
  const all = allRows(sections);
  const shown = all.slice(top, top + roomFor(screen));
  const hidden = all.length - shown.length;
  const scrolling = hidden > 0 ? [span('↑ ↓', 'accent'), span(` ${hidden} more lines  `, 'dim')] : [];
  return frameRowsOf({
    name: 'Keys of etcdscope',
    title: [],
    note: [...scrolling, span('esc', 'accent'), span(' close', 'dim')],
    lines: shown.map((row) => ({ row })),
    prompt: undefined,
    focused: true,
    columns: Math.max(frameColumns + 2, Math.min(columnsMax, screen.columns - 2)),
    rows: shown.length + frameRows,
  });
}
