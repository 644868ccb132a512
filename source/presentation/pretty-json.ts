import { JsonLayout } from './json-layout.js';

/**
 * One member to a line, two blanks a level; numbers keep all their digits, and doubled names stay as they are.
 * undefined when the text is not JSON.
 */
export function prettyJson(text: string): string | undefined {
  const layout = new JsonLayout(text);
  while (layout.advance(Number.MAX_SAFE_INTEGER));
  return layout.text();
}
