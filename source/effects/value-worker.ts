import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { comparePair } from '../store/history.js';
import { documentsOf, natureOf, type TextDocument, withoutTexts } from '../store/value-document.js';
import type { Job, PreparedPart } from './value-thread.js';

/**
 * The thread that takes a large value apart, or compares two. What it tells is taken in part by part, each when it is asked for:
 * to take in all of it at once would stop the screen.
 */

const pieceCharacters = 4_000_000;

function partsOf({ format, text, starts }: TextDocument): readonly PreparedPart[] {
  const pieces: PreparedPart[] = [];
  for (let at = 0; at < text.length; at += pieceCharacters) {
    pieces.push({ kind: 'text', text: text.slice(at, at + pieceCharacters) });
  }
  return [...pieces, { kind: 'lines', format, starts }];
}

function made(job: Job): readonly PreparedPart[] {
  if (job.kind === 'comparison') {
    const { document, isSecret } = comparePair(job.key, job);
    return [...partsOf(document), { kind: 'compared', isSecret }];
  }
  const nature = natureOf(job.key, job.value);
  const documents = [...documentsOf(nature).values()];
  return [...documents.flatMap(partsOf), { kind: 'nature', nature: withoutTexts(nature) }];
}

/** The screen, and etcd on the same host, go first. Linux gives each thread a priority of its own; others do not. */
function stepBack(): void {
  try {
    const thread = Number(path.basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It is as quick as all else then.
  }
}

stepBack();
const parts = [...made(workerData as Job)];

parentPort?.on('message', () => {
  const part = parts.shift();
  if (part !== undefined) parentPort?.postMessage(part);
  if (parts.length === 0) parentPort?.close();
});
