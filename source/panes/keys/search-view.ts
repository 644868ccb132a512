import { listWindow } from '../../presentation/list-window.js';
import { counted, grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { safeText } from '../../presentation/text.js';
import { notSearchedWords, revisionWords, searchedWords } from '../../search/search-words.js';
import type { KeysEvent, KeysState } from '../../store/keys.js';
import { type KeysSearch, reportOf, type WidePhase, type WideSearch } from '../../store/keys-search.js';
import { paragraph } from '../actions/sections.js';
import type { Dialog, PaneLine, PaneSize } from '../pane.js';
import { bytesText, matchRow } from './rows.js';

type KeysDialog = Dialog<KeysState, KeysEvent>;

const placeText = ({ prefix }: WideSearch): string => (prefix === '' ? 'all keys' : bytesText(prefix));

export function searchTitle(search: KeysSearch): Row {
  const { wide, text, isTyping } = search;
  if (wide === undefined) {
    return [span('search in what is loaded', 'accent'), ...(isTyping ? [] : [span(` ─ ${safeText(text)}`)])];
  }
  const { value, revision } = wide.search;
  const isPast = revision === undefined ? [] : [span(`▲ as of rev ${grouped(revision)} ─ `, 'warning', true)];
  const byValue = value === undefined ? [] : [`stored value has ${safeText(value)}`];
  const wanted = [...(text === '' ? [] : [safeText(text)]), ...byValue].join(', ');
  return [...isPast, span(`search in ${placeText(wide.search)}`, 'accent'), span(` ─ ${wanted}`)];
}

/** What was found in how much of what there is: true at any time. */
export function searchNote(search: KeysSearch, ofLoaded: string): Row {
  const { wide, isDone, searched } = search;
  const found = counted(search.matchCount, 'match', 'matches');
  if (wide === undefined) {
    return [span(`${found} · searched ${grouped(searched)} of ${ofLoaded}${isDone ? '' : ' …'}`, 'dim')];
  }
  const { phase } = wide;
  const report = reportOf(phase);
  if (report === undefined)
    return [span(beforeWords[phase.kind], phase.kind === 'failed' ? 'warning' : 'dim')];
  const words = `${found} · ${searchedWords(report)}`;
  switch (phase.kind) {
    case 'failed':
      return [span(`✖ ${words}, then it failed`, 'warning')];
    case 'stopped':
      return [span(`${words}, stopped`, 'warning')];
    default:
      return [span(report.isDone ? words : `${words}, esc stops …`, 'dim')];
  }
}

/** Where nothing is searched yet. */
const beforeWords: Readonly<Record<WidePhase['kind'], string>> = {
  planning: 'counting …',
  offered: 'nothing is read yet',
  running: 'searching, esc stops …',
  stopped: 'stopped before anything was searched',
  done: '',
  failed: '✖ not searched',
};

export function matchLines(search: KeysSearch, size: PaneSize): readonly PaneLine[] {
  const told = toldLines(search, size);
  const rows = size.rows - told.length - (search.isTyping ? 1 : 0);
  if (search.matches.length === 0 || isToBeAgreed(search)) {
    return [...nothingLines(search, size), ...told];
  }
  const { top, end } = listWindow(0, search.selected, search.matches.length, Math.max(1, rows));
  const lines = search.matches.slice(top, end).map((match, index) => ({
    key: `${match.isDirectory ? 'd' : 'k'}${match.path}`,
    row: matchRow(match, search.text, size.columns),
    selected: top + index === search.selected,
  }));
  return [...lines, ...told];
}

/** What fits is then of another search, the one through what is loaded. */
const isToBeAgreed = ({ wide }: KeysSearch): boolean =>
  wide?.phase.kind === 'planning' || wide?.phase.kind === 'offered';

function nothingLines(search: KeysSearch, { columns }: PaneSize): readonly PaneLine[] {
  return paragraph(nothingText(search), columns, 'dim').map((row, index) => ({ key: `none ${index}`, row }));
}

/** What is loaded is the least part of a large cluster, and nobody may take it for all. */
const nothingLoaded = (isTyping: boolean): string =>
  `Nothing that is loaded fits. ${isTyping ? '⏎, and then ' : ''}a searches everything below this directory, A all keys.`;

function nothingText({ text, wide, isDone, isTyping }: KeysSearch): string {
  if (wide === undefined) {
    if (text === '') return 'Type a part of a key.';
    return isDone ? nothingLoaded(isTyping) : '';
  }
  switch (wide.phase.kind) {
    case 'planning':
    case 'offered':
    case 'running':
      return '';
    case 'done':
      return 'Nothing fits.';
    case 'stopped':
    case 'failed':
      return wide.phase.report === undefined ? '' : 'Nothing fits so far.';
  }
}

/** Under what was found: why it is not all, or that it is of more than one revision. */
function toldLines(
  { wide, matches, matchCount, isTyping }: KeysSearch,
  { columns }: PaneSize,
): readonly PaneLine[] {
  if (wide === undefined || isTyping) return [];
  const { phase } = wide;
  const report = reportOf(phase);
  const texts = [
    ...(phase.kind === 'failed' ? [`✖ ${safeText(phase.reason)}`] : []),
    ...(report !== undefined && !report.isDone && phase.kind !== 'running'
      ? [`${notSearchedWords(report)}; a or A searches again from the start.`]
      : []),
    ...(report !== undefined && report.shifts.length > 0 ? [`Searched ${revisionWords(report)}.`] : []),
    ...(matchCount > matches.length ? [`The best ${grouped(matches.length)} of them.`] : []),
  ];
  return texts
    .flatMap((text) => paragraph(text, columns, phase.kind === 'failed' ? 'warning' : 'dim'))
    .map((row, index) => ({ key: `told ${index}`, row }));
}

/** What a search of everything costs, to be agreed to. */
export function searchDialog({ search }: KeysState, { columns }: PaneSize): KeysDialog | undefined {
  if (search?.wide === undefined) return undefined;
  const { phase, search: wide } = search.wide;
  if (phase.kind !== 'planning' && phase.kind !== 'offered') return undefined;
  const title: Row = [span('Search '), span(placeText(wide), 'key', true)];
  if (phase.kind === 'planning') {
    return {
      title,
      tone: 'plain',
      lines: [[span('Counting what there is to search …')]],
      bindings: [decline],
    };
  }
  const what =
    wide.value === undefined
      ? `Reads all keys for ${safeText(wide.text)}:`
      : `Reads all keys and values for the bytes of ${safeText(wide.value)} as they are stored (Kubernetes: protobuf):`;
  return {
    title,
    tone: 'plain',
    lines: [
      ...paragraph(what, columns, 'plain'),
      ...paragraph(`${phase.cost}.`, columns, 'plain'),
      [],
      ...paragraph(
        'Pages of one revision from one member; esc stops it, and keeps what was found.',
        columns,
        'dim',
      ),
    ],
    bindings: [agree, decline],
  };
}

const agree: KeysDialog['bindings'][number] = {
  keys: ['return'],
  action: 'keys.search-agree',
  description: 'search at this cost',
  hint: 'search',
  run: () => [{ type: 'search-agreed' }],
};

const decline: KeysDialog['bindings'][number] = {
  keys: ['escape'],
  action: 'keys.search-decline',
  description: 'read nothing',
  hint: 'leave it',
  run: () => [{ type: 'search-left' }],
};
