import type { Row, Span, Tone } from '../presentation/row.js';
import { cutRow, rowWidth, span } from '../presentation/rows.js';

export interface Tab {
  readonly name: string;
  readonly active: boolean;
  /** A sign after the name, such as `✖`; its cell is kept free without one. */
  readonly sign?: { readonly text: string; readonly tone: Tone } | undefined;
}

function tabSpans({ name, active, sign }: Tab, number: number, isNamed: boolean): readonly Span[] {
  const text = isNamed || active ? ` ${number} ${name} ` : ` ${number} `;
  const label: Span = { text, tone: active ? 'accent' : 'dim', bold: active, inverse: active };
  return [label, sign === undefined ? span(' ') : span(sign.text, sign.tone, true)];
}

function isNamed(tabs: readonly Tab[], width: number): boolean {
  return tabs.reduce((sum, tab, index) => sum + rowWidth(tabSpans(tab, index + 1, true)), 0) <= width;
}

/** The tabs with the numbers that lead to them; where there is little room only the active one has its name. */
export function tabsRow(tabs: readonly Tab[], width: number): Row {
  const named = isNamed(tabs, width);
  return cutRow(
    tabs.flatMap((tab, index) => tabSpans(tab, index + 1, named)),
    width,
  );
}

/** Which tab of the row stands in a column, counted from 0; undefined past the last one. */
export function tabAt(tabs: readonly Tab[], width: number, column: number): number | undefined {
  const named = isNamed(tabs, width);
  let right = 0;
  for (const [index, tab] of tabs.entries()) {
    right += rowWidth(tabSpans(tab, index + 1, named));
    if (column < right) return index;
  }
  return undefined;
}
