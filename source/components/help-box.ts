import { cellWidth, fit, wrap } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import { type ReaderPage, readerRoom } from './reader-box.js';
import type { ScreenRoom } from './room.js';

export interface HelpSection {
  readonly title: string;
  readonly lines: readonly { readonly keys: string; readonly description: string }[];
}

const columnsMax = 100;
const gap = 2;

interface Widths {
  readonly keys: number;
  readonly description: number;
}

function lineRows({ keys, description }: HelpSection['lines'][number], widths: Widths): readonly Row[] {
  return wrap(description, widths.description).map((line, index) => [
    span(fit(index === 0 ? keys : '', widths.keys + gap), 'accent'),
    span(line),
  ]);
}

function sectionRows({ title, lines }: HelpSection, widths: Widths): readonly Row[] {
  return [[], [span(title, 'plain', true)], ...lines.flatMap((line) => lineRows(line, widths))];
}

/** All keys there are, to read; what they do is never cut. */
export function helpPage(sections: readonly HelpSection[], screen: ScreenRoom): ReaderPage {
  const keys = Math.max(0, ...sections.flatMap(({ lines }) => lines.map((line) => cellWidth(line.keys))));
  const description = Math.max(1, readerRoom(columnsMax, screen).columns - keys - gap);
  const rows = sections.flatMap((section) => sectionRows(section, { keys, description })).slice(1);
  return { name: 'Keys of etcdscope', rows, columnsMax };
}
