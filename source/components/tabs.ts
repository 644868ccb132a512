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

/** The tabs with the numbers that lead to them; where there is little room only the active one has its name. */
export function tabsRow(tabs: readonly Tab[], width: number): Row {
  const row = (isNamed: boolean): Row => tabs.flatMap((tab, index) => tabSpans(tab, index + 1, isNamed));
  const named = row(true);
  return cutRow(rowWidth(named) <= width ? named : row(false), width);
}
