import { toBytes } from '../bytes/byte-string.js';
import { type OwnerReference, type Owners, ownersOf } from '../kube/owners.js';
import { registryKey } from '../kube/registry-key.js';
import { safeText } from '../presentation/text.js';
import type { Intent } from './intent.js';
import { type Step, step } from './step.js';
import type { OwnerEvent, OwnerFate, OwnerSearch } from './value-owning.js';
import { storedValue, type ValueEffect, type ValueState } from './value-state.js';

type OwnerStep = Step<ValueState, ValueEffect>;

const noOwners: Owners = ownersOf(undefined);

/** Who the object that is shown belongs to. */
export function shownOwners({ content }: ValueState): Owners {
  return content.kind === 'present' ? content.nature.owners : noOwners;
}

/** Why there is no owner to go to. */
export function noOwner(state: ValueState): string | undefined {
  if (shownOwners(state).total === 0) return 'The object has no owner.';
  return state.owners !== undefined ? 'Its owners are being looked for.' : undefined;
}

/** `ReplicaSet web-7d`; safe for a terminal. */
export const ownerName = ({ kind, name }: OwnerReference): string => safeText(`${kind} ${name}`);

/** What became of an owner, in words that follow its name; empty when nothing has to be said. */
export function fateText({ uid, apiVersion, kind }: OwnerReference, fate: OwnerFate): string {
  switch (fate.kind) {
    case 'stored':
      return '';
    case 'unread':
      return 'is stored, but its uid cannot be read to compare it';
    case 'gone':
      return `(uid ${safeText(uid)}) is no longer stored`;
    case 'replaced':
      return `(uid ${safeText(uid)}) is no longer stored; another with uid ${safeText(fate.uid)} has its name`;
    case 'unplaced':
      return `is not found: no definition here has a kind ${safeText(kind)} of ${safeText(apiVersion)}`;
  }
}

const told = (text: string): readonly Intent[] => [{ type: 'notify', tone: 'warning', text }];

/** Goes to an owner, or says why not. */
function followed(reference: OwnerReference, fate: OwnerFate): readonly Intent[] {
  const said = fateText(reference, fate);
  const notice = said === '' ? [] : told(`Owner ${ownerName(reference)} ${said}.`);
  const isThere = fate.kind === 'stored' || fate.kind === 'unread';
  return isThere ? [{ type: 'reveal-key', key: fate.key }, ...notice] : notice;
}

function wanted(state: ValueState): OwnerStep {
  const { key, moment } = state;
  const { references } = shownOwners(state);
  const text = key === undefined ? '' : Buffer.from(toBytes(key)).toString();
  const object = registryKey(text, storedValue(state));
  if (key === undefined || noOwner(state) !== undefined || object === undefined) return step(state);
  const place = { root: object.root, namespace: object.namespace };
  return step({ ...state, owners: { references, fates: undefined, selected: 0 } }, [
    { type: 'find-owners', key, place, references, revision: moment },
  ]);
}

/** One owner is gone to at once; of several one is chosen. */
function found(state: ValueState, search: OwnerSearch, fates: readonly OwnerFate[]): OwnerStep {
  const [reference, ...more] = search.references;
  const [fate] = fates;
  if (reference === undefined || fate === undefined) return step({ ...state, owners: undefined });
  if (more.length > 0) return step({ ...state, owners: { ...search, fates } });
  return step({ ...state, owners: undefined }, [], followed(reference, fate));
}

function chosen(state: ValueState, { references, fates, selected }: OwnerSearch): OwnerStep {
  const [reference, fate] = [references[selected], fates?.[selected]];
  if (reference === undefined || fate === undefined) return step(state);
  return step({ ...state, owners: undefined }, [], followed(reference, fate));
}

export function reduceOwners(state: ValueState, event: OwnerEvent): OwnerStep {
  const { owners } = state;
  if (event.type === 'owners-wanted') return wanted(state);
  if (owners === undefined) return step(state);
  switch (event.type) {
    case 'owners-found':
      return event.key === state.key ? found(state, owners, event.fates) : step(state);
    case 'owners-failed':
      return step(
        { ...state, owners: undefined },
        [],
        told(`The owners could not be read: ${safeText(event.reason)}`),
      );
    case 'owner-moved': {
      const last = owners.references.length - 1;
      const selected = Math.max(0, Math.min(last, owners.selected + event.by));
      return step({ ...state, owners: { ...owners, selected } });
    }
    case 'owner-chosen':
      return chosen(state, owners);
    case 'owners-left':
      return step({ ...state, owners: undefined }, [{ type: 'stop-owners' }]);
  }
}
