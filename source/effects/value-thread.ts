import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ByteString } from '../bytes/byte-string.js';
import type { Comparison, ValuePair } from '../store/value-content.js';
import type { TextDocument, TextDocuments, TextFormat, ValueNature } from '../store/value-document.js';

export interface ValueJob {
  readonly kind: 'nature';
  readonly key: ByteString;
  readonly value: Uint8Array;
}

export interface ComparisonJob {
  readonly kind: 'comparison';
  readonly key: ByteString;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

export type Job = ValueJob | ComparisonJob;

export type PreparedPart =
  /** A piece of a document's text. */
  | { readonly kind: 'text'; readonly text: string }
  /** After the last piece of a document. */
  | { readonly kind: 'lines'; readonly format: TextDocument['format']; readonly starts: Uint32Array }
  /** The last. */
  | { readonly kind: 'nature'; readonly nature: ValueNature }
  | { readonly kind: 'compared'; readonly isSecret: boolean };

type LastPart = Exclude<PreparedPart, { readonly kind: 'text' | 'lines' }>;

/** The documents that a thread made, and what it said of them at last. */
interface Made {
  readonly documents: readonly TextDocument[];
  readonly last: LastPart;
}

/** Hostile values may need more than this; they are shown as bytes then. */
const resourceLimits = { maxOldGenerationSizeMb: 768 };

/** Beside this module before the program is built, beside its chunk afterwards. */
function threadUrl(): URL {
  const isBuilt = !import.meta.url.endsWith('.ts');
  return new URL(isBuilt ? './value-worker.mjs' : './value-worker.ts', import.meta.url);
}

/** Rejects when the thread fails or ends, which may be at any time; heard of only while somebody waits for it. */
function failureOf(worker: Worker): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  worker.once('error', reject).once('exit', () => reject(new Error('the thread ended early')));
  promise.catch(() => {});
  return promise;
}

function nextPart(worker: Worker, failure: Promise<never>): Promise<PreparedPart> {
  const { promise, resolve } = Promise.withResolvers<PreparedPart>();
  worker.once('message', resolve);
  worker.postMessage('next');
  return Promise.race([promise, failure]);
}

/** A copy of its own: a part of a larger buffer would be sent with all of that. */
const copied = (value: Uint8Array | undefined): Uint8Array<ArrayBuffer> | undefined =>
  value === undefined ? undefined : new Uint8Array(value);

/** @throws Error when the thread cannot do it, or was ended by the signal. */
async function onThread(
  job: Job,
  values: readonly Uint8Array<ArrayBuffer>[],
  signal: AbortSignal,
): Promise<Made> {
  signal.throwIfAborted();
  const transferList = values.map(({ buffer }) => buffer);
  const worker = new Worker(threadUrl(), { workerData: job, transferList, resourceLimits });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  worker.unref();
  try {
    return await allParts(worker);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function allParts(worker: Worker): Promise<Made> {
  const failure = failureOf(worker);
  const documents: TextDocument[] = [];
  let pieces: string[] = [];
  for (;;) {
    const part = await nextPart(worker, failure);
    switch (part.kind) {
      case 'text':
        pieces.push(part.text);
        break;
      case 'lines':
        documents.push({ kind: 'text', format: part.format, text: pieces.join(''), starts: part.starts });
        pieces = [];
        break;
      case 'nature':
      case 'compared':
        return { documents, last: part };
    }
    // Keys are heard between two parts.
    await turn();
  }
}

/**
 * What a large value is, with all its documents, found out on a thread of its own.
 * @throws Error when the thread cannot do it, or was ended by the signal.
 */
export async function prepareValue(
  { key, value }: { readonly key: ByteString; readonly value: Uint8Array },
  signal: AbortSignal,
): Promise<ValueNature> {
  const copy = new Uint8Array(value);
  const { documents, last } = await onThread({ kind: 'nature', key, value: copy }, [copy], signal);
  if (last.kind !== 'nature') throw new Error('the thread did something else');
  return { ...last.nature, documents: byFormat(documents) };
}

function byFormat(documents: readonly TextDocument[]): TextDocuments {
  const made = new Map<TextFormat, TextDocument>();
  for (const document of documents) {
    if (document.format !== 'diff') made.set(document.format, document);
  }
  return made;
}

/**
 * How two large values differ, found out in the same way.
 * @throws Error when the thread cannot do it, or was ended by the signal.
 */
export async function compareValues(
  key: ByteString,
  pair: ValuePair,
  signal: AbortSignal,
): Promise<Pick<Comparison, 'document' | 'isSecret'>> {
  const [before, after] = [copied(pair.before), copied(pair.after)];
  const copies = [before, after].filter((value) => value !== undefined);
  const { documents, last } = await onThread({ kind: 'comparison', key, before, after }, copies, signal);
  if (last.kind !== 'compared') throw new Error('the thread did something else');
  return { document: documents[0], isSecret: last.isSecret };
}
