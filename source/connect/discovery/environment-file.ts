import type { Variables } from './words.js';

/**
 * Reads `NAME=value` lines as systemd's EnvironmentFile and shells do: comments, quotes, `\` at a line end,
 * and `export` before the name. Other lines mean nothing there, and mean nothing here.
 */
export function readEnvironmentFile(text: string): Variables {
  const variables = new Map<string, string>();
  for (const line of text.replaceAll(/\\\r?\n/gu, '').split(/\r?\n/u)) {
    const [, name, value] = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/u.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      variables.set(name, unquoted(value.trim()));
    }
  }
  return variables;
}

function unquoted(value: string): string {
  const [, double, single] = /^(?:"((?:[^"\\]|\\.)*)"|'([^']*)')/u.exec(value) ?? [];
  return double?.replaceAll(/\\(.)/gu, '$1') ?? single ?? value;
}
