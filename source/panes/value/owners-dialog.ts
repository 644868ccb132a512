import type { Binding } from '../../keymap/binding.js';
import { cutEnd, wrap } from '../../presentation/cells.js';
import { listWindow } from '../../presentation/list-window.js';
import { grouped } from '../../presentation/quantities.js';
import type { Row } from '../../presentation/row.js';
import { span } from '../../presentation/rows.js';
import { fateText, ownerName } from '../../store/value-owners.js';
import type { OwnerSearch } from '../../store/value-owning.js';
import type { ValueEvent, ValueState } from '../../store/value-state.js';
import type { Dialog, PaneSize } from '../pane.js';

type OwnersBinding = Binding<ValueState, ValueEvent>;

const move = (keys: readonly string[], action: string, description: string, by: number): OwnersBinding => ({
  keys,
  action,
  description,
  run: () => [{ type: 'owner-moved', by }],
});

const bindings: readonly OwnersBinding[] = [
  {
    keys: ['return'],
    action: 'value.go-to-owner',
    description: 'go to the selected owner',
    hint: 'go there',
    run: () => [{ type: 'owner-chosen' }],
  },
  move(['up', 'k'], 'value.owner-up', 'up', -1),
  move(['down', 'j'], 'value.owner-down', 'down', 1),
  {
    keys: ['escape'],
    action: 'value.leave-owners',
    description: 'stay at this object',
    hint: 'stay here',
    run: () => [{ type: 'owners-left' }],
  },
];

/** What may be said of the selected one below the list. */
const saidRows = 4;

/** The owners of an object, the one that controls it first, each with what became of it. */
export function ownersView(
  { references, fates, selected }: OwnerSearch,
  total: number,
  { columns, rows }: PaneSize,
): Dialog<ValueState, ValueEvent> {
  const { top, end } = listWindow(0, selected, references.length, Math.max(1, rows - saidRows));
  const fateOf = (index: number): string => {
    const [reference, fate] = [references[index], fates?.[index]];
    return reference === undefined || fate === undefined ? '' : fateText(reference, fate);
  };
  const said = references.map((reference, index) =>
    wrap(`${ownerName(reference)} ${fateOf(index) === '' ? 'is stored' : fateOf(index)}.`, columns),
  );
  const listed = references.slice(top, end).map((reference, index): Row => {
    const isThere = fateOf(top + index) === '';
    return [
      span(top + index === selected ? '❯ ' : '  ', 'accent'),
      span(isThere ? '● ' : '▲ ', isThere ? 'ok' : 'warning'),
      span(cutEnd(ownerName(reference), columns - 4)),
    ];
  });
  // As many lines for each, so that the dialog stays as it is when another one is selected.
  const saidHeight = Math.max(...said.map((lines) => lines.length));
  const selectedSaid = Array.from({ length: saidHeight }, (_, line) => said[selected]?.[line] ?? '');
  const cut =
    references.length < total ? [[span(`The first ${references.length} of ${grouped(total)}.`, 'dim')]] : [];
  return {
    title: [span('Owners')],
    tone: 'plain',
    lines: [
      ...listed,
      ...cut,
      [],
      ...selectedSaid.map((line): Row => [span(line, fateOf(selected) === '' ? 'dim' : 'warning')]),
    ],
    bindings,
  };
}
