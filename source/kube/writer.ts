import { isMap, type KubeMap, type KubeTree, listAt, textAt } from './tree.js';

/** Who wrote what of an object: an entry of its managedFields. */
interface Manager {
  readonly manager: string;
  /** RFC 3339, so that texts compare as times do; empty when it is not said. */
  readonly time: string;
}

/** One manager has an entry for each way that it writes. */
function managers(tree: KubeTree | undefined): ReadonlyMap<string, Manager> {
  const entries = listAt(tree, 'metadata', 'managedFields').filter(isMap);
  return new Map(
    entries.map((entry) => {
      const manager = textAt(entry, 'manager');
      const id = [manager, textAt(entry, 'operation'), textAt(entry, 'subresource')].join(' ');
      return [id, { manager, time: textAt(entry, 'time') }];
    }),
  );
}

/**
 * Who probably wrote `after`: the manager whose entry is new or has another time than in `before`. The API
 * server moves the time only when the fields of an entry change, so often nobody can be named.
 */
export function writerOf(before: KubeMap | undefined, after: KubeMap): string | undefined {
  const old = managers(before);
  const changed = [...managers(after)].filter(([id, { time }]) => old.get(id)?.time !== time);
  const latest = changed.reduce<Manager | undefined>(
    (best, [, each]) => (best === undefined || each.time > best.time ? each : best),
    undefined,
  );
  const name = latest?.manager ?? eventSource(after);
  return name === '' ? undefined : name;
}

/** Events say themselves where they come from. */
function eventSource(tree: KubeMap): string {
  if (tree.get('kind') !== 'Event') return '';
  return textAt(tree, 'reportingComponent') || textAt(tree, 'source', 'component');
}
