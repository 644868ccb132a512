import { parentPort, workerData } from 'node:worker_threads';
import {
  documentsOf,
  natureOf,
  type TextDocument,
  type TextFormat,
  withoutTexts,
} from '../store/value-document.js';
import type { PreparedPart, ValueJob } from './value-thread.js';

/**
 * The thread that takes a large value apart. What it tells is taken in part by part, each when it is asked for:
 * to take in all of it at once would stop the screen.
 */

const pieceCharacters = 4_000_000;

function partsOf(format: TextFormat, { text, starts }: TextDocument): readonly PreparedPart[] {
  const pieces: PreparedPart[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters) {
    pieces.push({ kind: 'text', text: text.slice(at, at + pieceCharacters) });
  }
  return [...pieces, { kind: 'lines', format, starts }];
}

const { key, value } = workerData as ValueJob;
const nature = natureOf(key, value);
const parts: PreparedPart[] = [
  ...[...documentsOf(nature)].flatMap(([format, document]) => partsOf(format, document)),
  { kind: 'nature', nature: withoutTexts(nature) },
];

parentPort?.on('message', () => {
  const part = parts.shift();
  if (part !== undefined) parentPort?.postMessage(part);
  if (parts.length === 0) parentPort?.close();
});
