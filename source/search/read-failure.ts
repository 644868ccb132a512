function kindOf(error: unknown): unknown {
  return error instanceof Error && 'kind' in error ? error.kind : undefined;
}

/** The revision that was asked for is not kept any more, or not there yet on the member that answers now. */
export function isRevisionGone(error: unknown): boolean {
  const kind = kindOf(error);
  return kind === 'compacted' || kind === 'future-revision';
}

/** The server is too old for such a call, or a learner, which takes single ranges only. */
export function isUnimplemented(error: unknown): boolean {
  const kind = kindOf(error);
  return kind === 'unimplemented' || kind === 'learner';
}

/** The answer would have been larger than a client takes. */
export function isTooLarge(error: unknown): boolean {
  return kindOf(error) === 'too-large';
}
