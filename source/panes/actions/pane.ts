import type { ActionsEvent, ActionsState } from '../../store/actions.js';
import type { Pane } from '../pane.js';

export const actionsPane: Pane<ActionsState, ActionsEvent> = {
  id: 'actions',
  name: 'Actions',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
