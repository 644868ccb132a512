import type { Binding } from '../keymap/binding.js';
import { keyLabels } from '../keymap/labels.js';
import { type PaneId, paneIds } from '../store/intent.js';
import { type AppBinding, globalBindings, numberedBindings } from './bindings.js';
import { panes } from './panes.js';

/** One line of the key help. */
export interface KeyHelp {
  readonly keys: string;
  readonly description: string;
}

export interface KeySection {
  readonly title: string;
  readonly lines: readonly KeyHelp[];
}

const helpOf = (binding: Pick<Binding<never, never>, 'keys' | 'description'>): KeyHelp => ({
  keys: keyLabels(binding),
  description: binding.description,
});

const isNumbered = (binding: AppBinding): boolean => numberedBindings.includes(binding);

function globalHelp(): readonly KeyHelp[] {
  const names = paneIds.map((id) => panes[id].name.toLowerCase());
  const numbers = { keys: `1…${paneIds.length}`, description: names.join(', ') };
  return [numbers, ...globalBindings.filter((binding) => !isNumbered(binding)).map(helpOf)];
}

function paneSection(id: PaneId): readonly KeySection[] {
  const lines = panes[id].bindings.map(helpOf);
  return lines.length === 0 ? [] : [{ title: panes[id].name, lines }];
}

/** Every key there is: those of the pane that has the keys, those that work everywhere, then the others. */
export function keySections(focus?: PaneId): readonly KeySection[] {
  const first = focus === undefined ? [] : paneSection(focus);
  const others = paneIds.filter((id) => id !== focus).flatMap(paneSection);
  return [...first, { title: 'Everywhere', lines: globalHelp() }, ...others];
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|');

/** The README's table of keys, in Markdown. */
export function keyTable(): string {
  const rows = keySections().flatMap(({ title, lines }) =>
    lines.map(({ keys, description }, index) => {
      const place = index === 0 ? `**${title}**` : '';
      return `| ${place} | ${keys
        .split(' ')
        .map((key) => `\`${escapeCell(key)}\``)
        .join(' ')} | ${escapeCell(description)} |`;
    }),
  );
  return ['| where | keys | what |', '|---|---|---|', ...rows].join('\n');
}
