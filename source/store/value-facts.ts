import { kubectlOf } from './value-kubectl.js';
import { shownOwners } from './value-owners.js';
import type { ValueState } from './value-state.js';

/** What stands under the value: its revisions and its lease, and of an object how to ask for it and whose it is. */
export interface FactLines {
  readonly stored: boolean;
  /** The line of `kubectl`, not yet safe text. */
  readonly kubectl: string | undefined;
  readonly owners: boolean;
}

const noLines: FactLines = { stored: false, kubectl: undefined, owners: false };

/** As far as there is room: most of it is the value's. */
export function factLines(state: ValueState, paneRows: number): FactLines {
  if (paneRows < 6) return noLines;
  const kubectl = kubectlOf(state);
  const isRoomy = paneRows >= 10;
  return {
    stored: true,
    kubectl: isRoomy && typeof kubectl === 'object' ? kubectl.line : undefined,
    owners: isRoomy && shownOwners(state).total > 0,
  };
}

/** How many rows the facts take. */
export function factRows(state: ValueState, paneRows: number): number {
  const { stored, kubectl, owners } = factLines(state, paneRows);
  return (stored ? 2 : 0) + (kubectl === undefined ? 0 : 1) + (owners ? 1 : 0);
}

/** How many are left for the value. */
export function bodyRows(state: ValueState, paneRows: number): number {
  return Math.max(1, paneRows - factRows(state, paneRows));
}
