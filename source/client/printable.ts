const longest = 200;

/** Text that a server sent, fit for a sentence: on one line, without control characters, cut to 200 characters. */
export function printable(text: string): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return flat.length > longest ? `${flat.slice(0, longest)}…` : flat;
}
