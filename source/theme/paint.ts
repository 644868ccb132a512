import type { Row, Span } from '../presentation/row.js';
import type { Attribute, Skin } from './skin.js';

function attributesOf(span: Span, skin: Skin): readonly Attribute[] {
  const tone = skin.tones[span.tone ?? 'plain'];
  const bold = span.bold ? skin.bold.filter(({ on }) => tone.every((attribute) => attribute.on !== on)) : [];
  return [...tone, ...bold, ...(span.inverse ? skin.inverse : [])];
}

const sgr = (parameter: number): string => `\x1b[${parameter}m`;

/** A row as a terminal draws it; every attribute that is turned on is turned off again. */
export function paintRow(row: Row, skin: Skin): string {
  let painted = '';
  for (const span of row) {
    if (span.text === '') continue;
    const attributes = attributesOf(span, skin);
    const on = attributes.map((attribute) => sgr(attribute.on)).join('');
    const off = attributes
      .toReversed()
      .map((attribute) => sgr(attribute.off))
      .join('');
    painted += on + span.text + off;
  }
  return painted;
}
