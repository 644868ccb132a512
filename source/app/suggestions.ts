import fuzzy from 'fuzzy';
import type { AppState } from '../store/app.js';
import type { Command } from './command.js';
import { commands } from './commands.js';

/** One line under the palette's field. */
export interface Suggestion {
  /** What tab puts into the field. */
  readonly line: string;
  readonly command: Command;
  /** It was run before in this session. */
  readonly isRecent: boolean;
}

/** A line of the palette: `compact keep 10,000` is `compact` with `keep 10,000`. */
export interface CommandLine {
  readonly name: string;
  readonly argument: string;
}

export function parseLine(line: string): CommandLine {
  const [, name = '', argument = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  return { name, argument };
}

export function commandNamed(name: string): Command | undefined {
  return (
    commands.find((command) => command.name === name) ??
    commands.find(({ aliases }) => aliases?.includes(name) === true)
  );
}

/** How well a name fits, greater is better; undefined: not at all. */
function fitOf({ name, aliases = [], description }: Command, typed: string): number | undefined {
  if (name === typed) return 4_000;
  if (aliases.includes(typed)) return 3_500;
  if (name.startsWith(typed)) return 3_000;
  if (name.split(/[.-]/).some((part) => part.startsWith(typed))) return 2_000;
  const match = fuzzy.match(typed, name);
  if (match !== null) return Math.min(999, match.score);
  return description.toLowerCase().includes(typed) ? -1 : undefined;
}

function matching(typed: string): readonly Suggestion[] {
  return commands
    .flatMap((command) => {
      const fit = fitOf(command, typed);
      return fit === undefined ? [] : [{ fit, suggestion: { line: command.name, command, isRecent: false } }];
    })
    .toSorted((one, other) => other.fit - one.fit)
    .map(({ suggestion }) => suggestion);
}

function recent({ ui }: AppState): readonly Suggestion[] {
  return ui.ran.flatMap((line) => {
    const command = commandNamed(parseLine(line).name);
    return command === undefined ? [] : [{ line, command, isRecent: true }];
  });
}

function completed(state: AppState, command: Command, argument: string, line: string): readonly Suggestion[] {
  const { values, offered, isRequired } = command.argument ?? {};
  const lineOf = (value: string) => ({ line: `${command.name} ${value}`, command, isRecent: false });
  const fitting = (values ?? offered?.(state) ?? []).filter((value) => value.startsWith(argument));
  if (values !== undefined) return fitting.map(lineOf);
  // What is typed comes first: it need not be one of those that are offered, or there at all.
  const typed =
    argument === '' && isRequired === true && fitting.length > 0 ? [] : [{ line, command, isRecent: false }];
  return [...typed, ...fitting.filter((value) => value !== argument).map(lineOf)];
}

/** What fits what is typed, best first; of an empty line what was run before, then everything. */
export function suggestionsFor(state: AppState): readonly Suggestion[] {
  const text = state.ui.palette?.text ?? '';
  const { name, argument } = parseLine(text);
  if (name === '') return [...recent(state), ...matching('')];
  if (!/\S\s/.test(text)) return matching(name.toLowerCase());
  const command = commandNamed(name);
  return command === undefined ? [] : completed(state, command, argument, text);
}
