import type { WatchEvent, WatchState } from '../../store/watch.js';
import type { Pane } from '../pane.js';

export const watchPane: Pane<WatchState, WatchEvent> = {
  id: 'watch',
  name: 'Watch',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
