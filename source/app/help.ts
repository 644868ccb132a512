import type { Binding } from '../keymap/binding.js';
import { keyLabels } from '../keymap/labels.js';
import { paneIds } from '../store/app.js';
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

/** Every key there is, by pane, those that work everywhere first. */
export function keySections(): readonly KeySection[] {
  const ofPanes = paneIds.map((id) => ({ title: panes[id].name, lines: panes[id].bindings.map(helpOf) }));
  return [{ title: 'Everywhere', lines: globalHelp() }, ...ofPanes.filter(({ lines }) => lines.length > 0)];
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
