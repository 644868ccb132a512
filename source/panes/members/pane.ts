import { tableHeading, tableRow } from '../../components/table.js';
import type { Binding } from '../../keymap/binding.js';
import { listWindow } from '../../presentation/list-window.js';
import { duration } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import type { MembersEvent, MembersState } from '../../store/members.js';
import type { ClusterEvidence } from '../../triage/evidence.js';
import type { Pane, PaneContent, PaneLine, PaneSize, ViewContext } from '../pane.js';
import { detailRows } from './details.js';
import { answeringText, factRows } from './facts.js';
import { memberCells } from './table.js';

const move = (by: number) => (): readonly MembersEvent[] => [{ type: 'cursor-moved', by }];

const bindings: readonly Binding<MembersState, MembersEvent>[] = [
  { keys: ['up', 'k'], action: 'members.up', description: 'previous member', run: move(-1) },
  { keys: ['down', 'j'], action: 'members.down', description: 'next member', run: move(1) },
  {
    keys: ['return'],
    action: 'members.details',
    description: 'all that is known about a member, and back',
    hint: ({ showsDetails }) => (showsDetails ? 'overview' : 'details'),
    run: () => [{ type: 'details-toggled' }],
  },
  {
    keys: ['r'],
    action: 'members.refresh',
    description: 'ask every member again now',
    hint: 'ask again',
    run: () => [{ type: 'refresh-members' }],
  },
];

export const membersPane: Pane<MembersState, MembersEvent> = {
  id: 'members',
  name: 'Members',
  bindings,
  view,
  typing: () => null,
};

function view(state: MembersState, size: PaneSize, context: ViewContext): PaneContent {
  const { evidence } = state;
  if (evidence === undefined) {
    return { title: [span('asking', 'dim')], lines: [] };
  }
  return {
    title: [span(answeringText(evidence), 'dim')],
    note: noteRow(evidence, context.nowMs),
    lines: lines(state, evidence, size, context),
  };
}

function noteRow({ durationMs, lookedAtMs }: ClusterEvidence, nowMs: number): Row {
  const ageMs = Math.max(0, nowMs - lookedAtMs - durationMs);
  const age = ageMs < 5_000 ? 'just now' : `${duration(ageMs)} ago`;
  return [span(`asked ${age}, answered in ${duration(durationMs)}`, 'dim')];
}

const headingRows = 1;
/** Room that is kept below a long table for details or facts. */
const belowMin = 4;

function lines(
  state: MembersState,
  evidence: ClusterEvidence,
  { columns, rows }: PaneSize,
  { nowMs }: ViewContext,
): readonly PaneLine[] {
  const tableRoom = Math.max(1, Math.min(evidence.members.length, rows - headingRows - belowMin));
  const table = tableLines(state, evidence, nowMs, columns, tableRoom);
  const selected = evidence.members[state.cursor];
  const below =
    state.showsDetails && selected !== undefined
      ? detailRows(selected, columns, nowMs)
      : factRows(state, evidence, columns);
  return [...table, ...below.map((row, index) => ({ key: `below-${index}`, row }))];
}

const changeShownMs = 1_000;

function tableLines(
  state: MembersState,
  evidence: ClusterEvidence,
  nowMs: number,
  width: number,
  room: number,
): readonly PaneLine[] {
  const isFresh = nowMs - evidence.lookedAtMs - evidence.durationMs < changeShownMs;
  const before = isFresh ? state.previous : undefined;
  const cells = memberCells({ evidence, before, findings: state.findings }, width);
  const { top, end } = listWindow(0, state.cursor, cells.rows.length, room);
  const members = cells.rows.slice(top, end).map((row, index): PaneLine => {
    const at = top + index;
    return { key: `member-${at}`, row: tableRow(cells.columns, row), selected: at === state.cursor };
  });
  return [{ key: 'heading', row: tableHeading(cells.columns) }, ...members];
}
