import { EtcdError } from '../client/errors.js';

/** What a failure says; the client's errors are sentences already. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The revision that was asked for is not kept any more. */
export function isCompacted(error: unknown): boolean {
  return error instanceof EtcdError && error.kind === 'compacted';
}
