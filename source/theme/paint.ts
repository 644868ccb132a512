import { asciiText } from '../presentation/ascii-text.js';
import type { Row, Span } from '../presentation/row.js';
import type { Attribute, Skin } from './skin.js';

function attributesOf(span: Span, skin: Skin): readonly Attribute[] {
  const tone = skin.tones[span.tone ?? 'plain'];
  const bold = span.bold ? skin.bold.filter(({ on }) => tone.every((attribute) => attribute.on !== on)) : [];
  return [...tone, ...bold, ...(span.inverse ? skin.inverse : [])];
}

const sgr = (parameter: number): string => `\x1b[${parameter}m`;

const turnOn = (attributes: readonly Attribute[]): string => attributes.map(({ on }) => sgr(on)).join('');

const turnOff = (attributes: readonly Attribute[]): string =>
  attributes
    .toReversed()
    .map(({ off }) => sgr(off))
    .join('');

const areSame = (some: readonly Attribute[], others: readonly Attribute[]): boolean =>
  some.length === others.length && some.every(({ on }, index) => on === others[index]?.on);

const underlineOff = 24;
const inverseOff = 27;

/** Whether a blank looks different with it. */
const marksBlanks = ({ off }: Attribute): boolean => off === underlineOff || off === inverseOff;

/**
 * A row as a terminal draws it. Attributes change only where it shows: every change is sent again with each
 * update of what stands after it on the row. All that are turned on are turned off again.
 */
export function paintRow(row: Row, skin: Skin): string {
  let painted = '';
  let current: readonly Attribute[] = [];
  for (const span of row) {
    const wanted = attributesOf(span, skin);
    const isBlank = span.text.trim() === '' && ![...wanted, ...current].some(marksBlanks);
    if (!isBlank && !areSame(wanted, current)) {
      painted += turnOff(current) + turnOn(wanted);
      current = wanted;
    }
    painted += skin.inAscii ? asciiText(span.text) : span.text;
  }
  return painted + turnOff(current);
}

/** Paints each row once: a row that is drawn again is the same object. */
export function createPainter(): (row: Row, skin: Skin) => string {
  let skin: Skin | undefined;
  let painted = new WeakMap<Row, string>();
  return (row, wanted) => {
    if (wanted !== skin) painted = new WeakMap();
    skin = wanted;
    const known = painted.get(row);
    if (known !== undefined) return known;
    const fresh = paintRow(row, wanted);
    painted.set(row, fresh);
    return fresh;
  };
}
