import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { TextDocument, TextFormat, ValueNature } from '../store/value-document.js';
import type { ByteString } from '../tree/byte-string.js';

export interface ValueJob {
  readonly key: ByteString;
  readonly value: Uint8Array;
}

export type PreparedPart =
  /** A piece of a document's text. */
  | { readonly kind: 'text'; readonly text: string }
  /** After the last piece of a document. */
  | { readonly kind: 'lines'; readonly format: TextFormat; readonly starts: Uint32Array }
  /** The last. */
  | { readonly kind: 'nature'; readonly nature: ValueNature };

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

/**
 * What a large value is, with all its documents, found out on a thread of its own.
 * @throws Error when the thread cannot do it, or was ended by the signal.
 */
export async function prepareValue({ key, value }: ValueJob, signal: AbortSignal): Promise<ValueNature> {
  signal.throwIfAborted();
  // A copy of its own: a part of a larger buffer would be sent with all of that.
  const copy = new Uint8Array(value);
  const worker = new Worker(threadUrl(), {
    workerData: { key, value: copy } satisfies ValueJob,
    transferList: [copy.buffer],
    resourceLimits,
  });
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

async function allParts(worker: Worker): Promise<ValueNature> {
  const failure = failureOf(worker);
  const documents = new Map<TextFormat, TextDocument>();
  let pieces: string[] = [];
  for (;;) {
    const part = await nextPart(worker, failure);
    if (part.kind === 'nature') return { ...part.nature, documents };
    if (part.kind === 'text') {
      pieces.push(part.text);
    } else {
      const { format, starts } = part;
      documents.set(format, { kind: 'text', format, text: pieces.join(''), starts });
      pieces = [];
    }
    // Keys are heard between two parts.
    await turn();
  }
}
