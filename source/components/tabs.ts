import type { Row, Tone } from '../presentation/row.js';
import { cutRow, span } from '../presentation/rows.js';

export interface Tab {
  readonly name: string;
  readonly active: boolean;
  /** A sign after the name, such as `✖`; its cell is kept free without one. */
  readonly sign?: { readonly text: string; readonly tone: Tone } | undefined;
}

/** The tabs with the numbers that lead to them. */
export function tabsRow(tabs: readonly Tab[], width: number): Row {
  const spans = tabs.flatMap(({ name, active, sign }, index) => [
    {
      text: ` ${index + 1} ${name} `,
      tone: active ? 'accent' : 'dim',
      bold: active,
      inverse: active,
    } as const,
    sign === undefined ? span(' ') : span(sign.text, sign.tone, true),
  ]);
  return cutRow(spans, width);
}
