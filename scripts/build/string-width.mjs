/**
 * What `string-width` is inside the bundle: strings whose every character takes exactly one cell are
 * measured by counting, all others by the package. Ink measures every line of every frame, several
 * times, and nearly all of them are of the first kind, colours included.
 */

/** The package, evaluated when the first string needs it: making its tables and expressions takes 40 ms. */
const measure = (text, options) => require('string-width-package').default(text, options);

/** The signs of the program, besides the ranges below. */
const oneCellSigns = new Set(Array.from('·×–−…←↑→↓⏎✔✖❯', (sign) => sign.charCodeAt(0)));

/** ASCII; box drawing, block elements and geometric shapes up to where the two wide ones begin. */
function takesOneCell(unit) {
  return (unit >= 0x20 && unit < 0x7f) || (unit >= 0x2500 && unit <= 0x25fc) || oneCellSigns.has(unit);
}

const escapeUnit = 0x1b;
const colour = /\[[\d;]*m/y;

/** Where a colour's escape sequence ends that begins at `start`; undefined when it is something else. */
function endOfColour(text, start) {
  colour.lastIndex = start + 1;
  return colour.test(text) ? colour.lastIndex : undefined;
}

export default function stringWidth(text, options) {
  if (typeof text !== 'string' || options !== undefined) {
    return measure(text, options);
  }
  let width = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const end = unit === escapeUnit ? endOfColour(text, index) : undefined;
    if (end !== undefined) {
      index = end - 1;
    } else if (takesOneCell(unit)) {
      width++;
    } else {
      return measure(text);
    }
  }
  return width;
}
