/** What a failure says; the client's errors are sentences already. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
