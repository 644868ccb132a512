import type { Binding } from '../../keymap/binding.js';
import type { ValueEvent, ValueState } from '../../store/value.js';
import { formatsOf } from '../../store/value-document.js';

type ValueBinding = Binding<ValueState, ValueEvent>;

const noLines = ({ content }: ValueState): string | undefined =>
  content.kind === 'present' && content.document.kind === 'text' ? undefined : 'There are no lines to wrap.';

const oneFormat = ({ content }: ValueState): string | undefined =>
  content.kind === 'present' && formatsOf(content.nature).length > 1
    ? undefined
    : 'The value has no other form.';

const noSecret = ({ content }: ValueState): string | undefined =>
  content.kind === 'present' && content.nature.isSecret ? undefined : 'The value is not masked.';

const scroll = (keys: readonly string[], action: string, description: string, by: (rows: number) => number) =>
  ({
    keys,
    action,
    description,
    run: ({ viewport }) => [{ type: 'value-scrolled', by: by(viewport.rows) }],
  }) satisfies ValueBinding;

export const valueBindings: readonly ValueBinding[] = [
  {
    keys: ['f'],
    action: 'value.format',
    description: 'JSON, text or hex in turn',
    hint: 'format',
    disabled: oneFormat,
    run: () => [{ type: 'format-cycled' }],
  },
  {
    keys: ['x'],
    action: 'value.hex',
    description: 'hex dump, and back',
    hint: 'hex',
    disabled: oneFormat,
    run: () => [{ type: 'hex-toggled' }],
  },
  {
    keys: ['w'],
    action: 'value.wrap',
    description: 'wrap long lines, or cut them',
    hint: 'wrap',
    disabled: noLines,
    run: () => [{ type: 'wrap-toggled' }],
  },
  {
    keys: ['m'],
    action: 'value.mask',
    description: 'show a value that may be a secret, or hide it again',
    hint: 'mask',
    disabled: noSecret,
    run: () => [{ type: 'mask-toggled' }],
  },
  {
    keys: ['r'],
    action: 'value.reload',
    description: 'read the value again',
    hint: 'reload',
    disabled: ({ key }) => (key === undefined ? 'No key is selected.' : undefined),
    run: () => [{ type: 'value-reload' }],
  },
  scroll(['up', 'k'], 'value.up', 'a line up', () => -1),
  scroll(['down', 'j'], 'value.down', 'a line down', () => 1),
  scroll(['pageup', 'ctrl+u'], 'value.page-up', 'a page up', (rows) => -rows),
  scroll(['pagedown', 'ctrl+d', 'space'], 'value.page-down', 'a page down', (rows) => rows),
  {
    keys: ['g', 'home'],
    action: 'value.start',
    description: 'to the start',
    run: () => [{ type: 'value-start' }],
  },
  { keys: ['G', 'end'], action: 'value.end', description: 'to the end', run: () => [{ type: 'value-end' }] },
];
