import { cellWidth, fit } from '../presentation/cells.js';
import type { Row } from '../presentation/row.js';
import { span } from '../presentation/rows.js';
import type { ReaderPage } from './reader-box.js';

export interface HelpSection {
  readonly title: string;
  readonly lines: readonly { readonly keys: string; readonly description: string }[];
}

function sectionRows(section: HelpSection, keysWidth: number): readonly Row[] {
  const lines = section.lines.map(({ keys, description }) => [
    span(fit(keys, keysWidth), 'accent'),
    span(`  ${description}`),
  ]);
  return [[], [span(section.title, 'plain', true)], ...lines];
}

/** All keys there are, to read. */
export function helpPage(sections: readonly HelpSection[]): ReaderPage {
  const widths = sections.flatMap(({ lines }) => lines.map(({ keys }) => cellWidth(keys)));
  const keysWidth = Math.max(0, ...widths);
  const rows = sections.flatMap((section) => sectionRows(section, keysWidth)).slice(1);
  return { name: 'Keys of etcdscope', rows, columnsMax: 72 };
}
