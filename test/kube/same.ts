import { isList, isMap, type KubeTree } from '../../source/kube/tree.js';

/** Where two values differ, as paths; objects are equal whatever the order of their names. */
export function differences(
  got: KubeTree | undefined,
  want: KubeTree | undefined,
  path = '',
): readonly string[] {
  if (isMap(got) && isMap(want)) {
    const names = [...new Set([...got.keys(), ...want.keys()])];
    return names.flatMap((name) => differences(got.get(name), want.get(name), `${path}.${name}`));
  }
  if (isList(got) && isList(want)) {
    const length = Math.max(got.length, want.length);
    return Array.from({ length }, (_, index) =>
      differences(got[index], want[index], `${path}[${index}]`),
    ).flat();
  }
  return Object.is(got, want) ? [] : [`${path}: ${String(got)} is not ${String(want)}`];
}
