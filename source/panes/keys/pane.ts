import type { KeysEvent, KeysState } from '../../store/keys.js';
import type { Pane } from '../pane.js';

export const keysPane: Pane<KeysState, KeysEvent> = {
  id: 'keys',
  name: 'Keys',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
