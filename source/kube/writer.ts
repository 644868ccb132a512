import { isMap, type KubeMap, type KubeTree, listAt, textAt } from './tree.js';

/** Who wrote what of an object: an entry of its managedFields. */
interface Manager {
  readonly manager: string;
  /** RFC 3339, so that texts compare as times do; empty when it is not said. */
  readonly time: string;
}

/** What an entry is called by: one manager has an entry for each way that it writes. */
interface ManagerEntry extends Manager {
  readonly operation: string;
  readonly subresource: string;
}

type Managers = ReadonlyMap<string, Manager>;

export function managersOf(entries: readonly ManagerEntry[]): Managers {
  return new Map(
    entries.map(({ manager, operation, subresource, time }) => [
      [manager, operation, subresource].join(' '),
      { manager, time },
    ]),
  );
}

function managersIn(tree: KubeTree | undefined): Managers {
  const entries = listAt(tree, 'metadata', 'managedFields').filter(isMap);
  return managersOf(
    entries.map((entry) => ({
      manager: textAt(entry, 'manager'),
      operation: textAt(entry, 'operation'),
      subresource: textAt(entry, 'subresource'),
      time: textAt(entry, 'time'),
    })),
  );
}

/** The manager whose entry is new or has another time than before; empty when there is none. */
export function latestManager(old: Managers | undefined, now: Managers): string {
  const changed = [...now].filter(([id, { time }]) => old?.get(id)?.time !== time);
  const latest = changed.reduce<Manager | undefined>(
    (best, [, each]) => (best === undefined || each.time > best.time ? each : best),
    undefined,
  );
  return latest?.manager ?? '';
}

/**
 * Who probably wrote `after`: the manager whose entry is new or has another time than in `before`. The API
 * server moves the time only when the fields of an entry change, so often nobody can be named.
 */
export function writerOf(before: KubeMap | undefined, after: KubeMap): string | undefined {
  const name = latestManager(managersIn(before), managersIn(after)) || eventSource(after);
  return name === '' ? undefined : name;
}

/** Events say themselves where they come from. */
function eventSource(tree: KubeMap): string {
  if (tree.get('kind') !== 'Event') return '';
  return textAt(tree, 'reportingComponent') || textAt(tree, 'source', 'component');
}
