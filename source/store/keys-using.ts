import type { UsageQuestion } from '../search/usage-survey.js';
import { directoriesAbove } from '../tree/child.js';
import type { KeysStep } from './keys-cursor.js';
import type { KeysState, UsageEvent } from './keys-state.js';
import { insideOf, type KeysUsage, newUsage, usageMoved, usageQuestion, withRows } from './keys-usage.js';
import { step } from './step.js';

/** What the table of keys and bytes does next; entering a row is the tree's matter. */
export function usageChanged(
  state: KeysState,
  event: Exclude<UsageEvent, { type: 'usage-entered' }>,
): KeysStep {
  if (event.type === 'usage-wanted') return asked(state, usageQuestion(event.argument, state.moment));
  const { usage } = state;
  if (usage === undefined) return step(state);
  if ('number' in event && event.number !== usage.number) return step(state);
  switch (event.type) {
    case 'usage-progressed':
      return step({ ...state, usage: { ...usage, progress: event.progress } });
    case 'usage-told': {
      const { rows, revision, isDone } = event;
      return step({ ...state, usage: withRows({ ...usage, revision, isDone }, rows) });
    }
    case 'usage-failed':
      return step({ ...state, usage: { ...usage, failure: event.reason } });
    case 'usage-moved':
      return step({ ...state, usage: usageMoved(usage, event.by) });
    case 'usage-sorted': {
      const sortBy = usage.sortBy === 'keys' ? 'bytes' : 'keys';
      return step({ ...state, usage: withRows({ ...usage, sortBy }, usage.rows ?? []) });
    }
    case 'usage-retried':
      return usage.failure === undefined ? step(state) : asked(state, usage.question, usage.outer);
    case 'usage-opened': {
      const inside = insideOf(usage);
      return inside === undefined ? step(state) : asked(state, inside, usage);
    }
    case 'usage-left':
      return usageLeft(state, usage.outer);
  }
}

function asked(state: KeysState, question: UsageQuestion, outer?: KeysUsage): KeysStep {
  const number = state.nextNumber;
  return step({ ...state, usage: newUsage(number, question, outer), nextNumber: number + 1 }, [
    { type: 'measure-usage', number, question },
  ]);
}

/** The table before is as it was; what was not known of it yet is asked again. */
function usageLeft(state: KeysState, outer: KeysUsage | undefined): KeysStep {
  if (outer === undefined || outer.isDone) {
    return step({ ...state, usage: outer }, [{ type: 'stop-usage' }]);
  }
  return asked(state, outer.question, outer.outer);
}

/** The directory of the selected row, with those above it; undefined when it is in several places. */
export function usagePlace({
  usage,
  tree,
}: KeysState): { readonly path: string; readonly above: readonly string[] } | undefined {
  const path = usage?.rows?.[usage.selected]?.group.path;
  return path === undefined ? undefined : { path, above: directoriesAbove(path, tree.separator) };
}
