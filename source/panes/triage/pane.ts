import type { TriageEvent, TriageState } from '../../store/triage.js';
import type { Pane } from '../pane.js';

export const triagePane: Pane<TriageState, TriageEvent> = {
  id: 'triage',
  name: 'Triage',
  bindings: [],
  view: () => ({ title: [], lines: [] }),
  typing: () => null,
};
