import { paletteRows } from '../components/palette-box.js';
import type { KeyPress } from '../keymap/binding.js';
import { typingText } from '../panes/typing.js';
import type { Row } from '../presentation/row.js';
import { safeText } from '../presentation/text.js';
import type { AppEvent, AppState } from '../store/app.js';
import type { UiEvent } from '../store/ui.js';
import { commandNamed, parseLine, type Suggestion, suggestionsFor } from './suggestions.js';

const toUi = (event: UiEvent): AppEvent => ({ to: 'ui', event });

const typed = (text: string): AppEvent => toUi({ type: 'palette-typed', text });

const refused = (problem: string): readonly AppEvent[] => [toUi({ type: 'palette-refused', problem })];

function runLine(state: AppState, line: string): readonly AppEvent[] {
  const { name, argument } = parseLine(line);
  const command = commandNamed(name);
  if (command === undefined) return refused(`There is no command ${name}; a part of its name finds it.`);
  const reason = command.disabled?.(state);
  if (reason !== undefined) return refused(reason);
  if (argument !== '' && command.argument === undefined)
    return refused(`${name} takes nothing after its name.`);
  if (argument === '' && command.argument?.isRequired === true) {
    return [typed(`${name} `), ...refused(`${name} needs ${command.argument.label} after its name.`)];
  }
  if (command.argument?.values?.includes(argument) === false) {
    return refused(`${name} takes one of: ${command.argument.values.join(', ')}.`);
  }
  return [toUi({ type: 'palette-ran', line: line.trim() }), ...command.run(state, argument)];
}

const hasArgument = (text: string): boolean => /\S\s/.test(text);

/** What is typed, and the question for what can stand there. */
function typing(state: AppState, text: string): readonly AppEvent[] {
  const begins = hasArgument(text) && !hasArgument(state.ui.palette?.text ?? '');
  const asked = begins ? commandNamed(parseLine(text).name)?.argument?.asked : undefined;
  return asked === undefined ? [typed(text)] : [typed(text), asked];
}

const selectedIn = (state: AppState): Suggestion | undefined =>
  suggestionsFor(state)[state.ui.palette?.selected ?? 0];

/** Return runs the selected line; with nothing that fits, what is typed, which says what is wrong with it. */
function entered(state: AppState, text: string): readonly AppEvent[] {
  const selected = selectedIn(state);
  if (selected === undefined && text.trim() === '') return [];
  return runLine(state, selected?.line ?? text);
}

/** What is typed already is completed by the first of what is offered for it. */
function completed(state: AppState): readonly AppEvent[] {
  const { text = '', selected: at = 0 } = state.ui.palette ?? {};
  const [first, second] = suggestionsFor(state).slice(at);
  const selected = first?.line === text && second?.line.startsWith(text) ? second : first;
  if (selected === undefined) return [];
  const needsMore = selected.command.argument !== undefined && !selected.line.includes(' ');
  return typing(state, needsMore ? `${selected.line} ` : selected.line);
}

function moved(state: AppState, by: number): readonly AppEvent[] {
  const last = Math.max(0, suggestionsFor(state).length - 1);
  const selected = Math.max(0, Math.min(last, (state.ui.palette?.selected ?? 0) + by));
  return [toUi({ type: 'palette-moved', selected })];
}

const pageRows = 8;

/** What one key does while the palette is open: it has them all. */
export function inPalette(state: AppState, press: KeyPress): readonly AppEvent[] {
  const text = state.ui.palette?.text ?? '';
  switch (press.name) {
    case 'tab':
      return completed(state);
    case 'pageup':
      return moved(state, -pageRows);
    case 'pagedown':
      return moved(state, pageRows);
    default:
      return typingText<AppEvent>(text, {
        typed: (next) => typing(state, next),
        entered: () => entered(state, text),
        left: () => [toUi({ type: 'palette-left' })],
        moved: (by) => moved(state, by),
      })(press);
  }
}

function lineOf(state: AppState, { line, command, isRecent }: Suggestion) {
  const label = command.argument === undefined || line.includes(' ') ? '' : ` ${command.argument.label}`;
  return {
    line: safeText(`${line}${label}`),
    keys: isRecent ? 'again' : command.keys,
    description: command.description,
    reason: command.disabled?.(state),
  };
}

/** The palette as it lies over the screen; undefined while it is closed. */
export function paletteBox(state: AppState): readonly Row[] | undefined {
  const { palette } = state.ui;
  if (palette === undefined) return undefined;
  const { text, selected, problem } = palette;
  const lines = suggestionsFor(state).map((suggestion) => lineOf(state, suggestion));
  return paletteRows({ text: safeText(text), selected, problem, lines }, state.ui);
}

/** As a screen reader says it. */
export function spokenPalette(state: AppState): readonly string[] {
  const { palette } = state.ui;
  if (palette === undefined) return [];
  const selected = selectedIn(state);
  const shown = selected === undefined ? undefined : lineOf(state, selected);
  return [
    `Command: ${safeText(palette.text)}`,
    ...(palette.problem === undefined ? [] : [palette.problem]),
    ...(shown === undefined
      ? ['Nothing fits.']
      : [`Selected: ${shown.line}, ${shown.reason ?? shown.description}`]),
  ];
}
