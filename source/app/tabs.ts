import type { Tab } from '../components/tabs.js';
import type { AppState } from '../store/app.js';
import { paneIds } from '../store/intent.js';
import { triageHealth } from '../store/triage.js';
import { panes } from './panes.js';
import { healthSign } from './status-line.js';

/** A tab for every pane; triage has a sign when it found something. */
export function tabsOf(state: AppState): readonly Tab[] {
  const health = triageHealth(state.triage);
  const sign = health === 'warning' || health === 'critical' ? healthSign(health) : undefined;
  return paneIds.map((id) => ({
    name: panes[id].name,
    active: id === state.ui.focus,
    sign: id === 'triage' ? sign : undefined,
  }));
}
