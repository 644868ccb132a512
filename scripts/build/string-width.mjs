/**
 * What `string-width` is inside the bundle: strings that only hold characters of exactly one cell
 * (ASCII, box drawing, block and geometric shapes) are measured by their length, all others by the
 * package. Ink measures every line of every frame, and nearly all of them are of the first kind.
 */
import measure from 'string-width-package';

export default function stringWidth(text, options) {
  if (typeof text !== 'string') {
    return measure(text, options);
  }
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    const oneCell = (unit >= 0x20 && unit < 0x7f) || (unit >= 0x2500 && unit <= 0x25fc);
    if (!oneCell) {
      return measure(text, options);
    }
  }
  return text.length;
}
