import type { ValueEvent, ValueState } from '../../store/value.js';
import type { Pane } from '../pane.js';

export const valuePane: Pane<ValueState, ValueEvent> = {
  id: 'value',
  name: 'Value',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
