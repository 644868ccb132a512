import path from 'node:path';
import { changeJson, markJson } from '../commands/output/change-json.js';
import { jsonText } from '../commands/output/json.js';
import { userHome } from '../files/user-home.js';
import { clockTime, counted } from '../presentation/quantities.js';
import { safeText } from '../presentation/text.js';
import type { LogEntry } from '../store/watch-log.js';
import { holdsSecrets } from '../store/watch-secrets.js';
import type { WatchEffect, WatchEvent } from '../store/watch-state.js';
import { writePrivateFile } from './private-file.js';
import type { Services } from './services.js';

type ExportEffect = Extract<WatchEffect, { type: 'export-log' }>;

function pathOf(file: string, { environment }: Services): string {
  const home = environment['HOME'] ?? userHome();
  return path.resolve(file.startsWith('~/') ? path.join(home, file.slice(2)) : file);
}

const lineOf = (entry: LogEntry): string =>
  `${jsonText(entry.kind === 'change' ? changeJson(entry, { showsSecrets: false, isDecoded: true }) : markJson(entry), 0)}\n`;

/** What the file holds, and what it does not. */
function told(file: string, entries: readonly LogEntry[], hidden: number): string {
  const changes = entries.filter((entry) => entry.kind === 'change');
  const masked = changes.filter(holdsSecrets).length;
  const times = entries.map(({ atMs }) => atMs);
  const span =
    times.length === 0 ? '' : ` from ${clockTime(Math.min(...times))} to ${clockTime(Math.max(...times))}`;
  const left =
    hidden === 0 ? '' : ` Hidden, and not in it: ${counted(hidden, 'entry', 'entries')} of the log.`;
  const secrets = masked === 0 ? '' : ` Values of Secrets are masked.`;
  return `${safeText(file)} holds ${counted(changes.length, 'change')}${span}, one JSON object a line.${left}${secrets}`;
}

/** Writes what the log shows, as it is when this begins. */
export async function exportLog(effect: ExportEffect, services: Services): Promise<WatchEvent> {
  const file = pathOf(effect.file, services);
  // Entries are taken now: while the file is written, the log goes on and drops its oldest.
  const entries = effect.numbers.flatMap((number) => effect.log.at(number) ?? []);
  try {
    await writePrivateFile(file, lines(entries));
    return { type: 'export-ended', isDone: true, told: told(file, entries, effect.hidden) };
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    return { type: 'export-ended', isDone: false, told: safeText(sentence) };
  }
}

/** Between two writes the keyboard gets its turn. */
const linesInChunk = 50;

function* lines(entries: readonly LogEntry[]): Generator<string> {
  for (let at = 0; at < entries.length; at += linesInChunk) {
    yield entries
      .slice(at, at + linesInChunk)
      .map(lineOf)
      .join('');
  }
}
