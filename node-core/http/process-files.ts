import { readdirSync, readFileSync } from 'node:fs';

/** What Linux tells of this process in `/proc/self`; undefined where there is no such place. */

export function openFileCount(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

/** How many files this process may have open. */
export function processFileLimit(): number | undefined {
  return numberIn('/proc/self/limits', /^Max open files\s+(\d+)/m);
}

export function virtualMemoryBytes(): number | undefined {
  const kibibytes = numberIn('/proc/self/status', /^VmSize:\s+(\d+) kB/m);
  return kibibytes === undefined ? undefined : kibibytes * 1_024;
}

function numberIn(file: string, pattern: RegExp): number | undefined {
  try {
    const digits = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}
