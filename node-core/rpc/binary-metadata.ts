/**
 * Where a `-bin` field stops being base64, as grpc-go reads it: with padding when its length is a multiple of four,
 * without otherwise.
 * @returns the offset that Go's decoder names; undefined for what is right
 */
export function base64Flaw(text: string): number | undefined {
  const letters = /^[A-Za-z0-9+/]*/.exec(text)?.[0].length ?? 0;
  if (letters === text.length) {
    return letters % 4 === 1 ? letters - 1 : undefined;
  }
  const isPadding = text.length % 4 === 0 && text[letters] === '=' && letters % 4 >= 2;
  if (!isPadding || (letters % 4 === 2 && text[letters + 1] !== '=')) {
    return letters;
  }
  const end = letters + (letters % 4 === 2 ? 2 : 1);
  return end < text.length ? end : undefined;
}
