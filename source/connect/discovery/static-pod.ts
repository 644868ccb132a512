import type { Settings } from './settings.js';
import { settingsFromArguments, settingsFromVariables } from './settings.js';
import { argumentsOf, expand, type Variables } from './words.js';
import { at, itemsOf, textOf, type YamlValue } from './yaml/value.js';

/** A container of a pod that runs one program. */
export interface PodProgram {
  /** Flags of the program; for etcd over its `ETCD_*` variables. */
  readonly settings: Settings;
  readonly variables: Variables;
  /** Where a file that the container sees is on the host. */
  readonly hostPath: (path: string) => string;
}

/** The first container of a pod's manifest that runs the program; undefined when none does. */
export function programOfPod(manifest: YamlValue, program: string): PodProgram | undefined {
  for (const container of itemsOf(at(manifest, 'spec', 'containers'))) {
    const variables = variablesOf(container);
    const words = [...itemsOf(at(container, 'command')), ...itemsOf(at(container, 'args'))].flatMap(
      (word) => textOf(word) ?? [],
    );
    const args = argumentsOf(
      program,
      words.map((word) => (word.includes('\n') ? word : expand(word, variables))),
      variables,
    );
    if (args !== undefined) {
      return {
        settings: new Map([...settingsFromVariables(variables), ...settingsFromArguments(args)]),
        variables,
        hostPath: mountsOf(manifest, container),
      };
    }
  }
  return undefined;
}

function variablesOf(container: YamlValue): Variables {
  return new Map(
    itemsOf(at(container, 'env')).flatMap((entry) => {
      const name = textOf(at(entry, 'name'));
      const value = textOf(at(entry, 'value'));
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

function mountsOf(manifest: YamlValue, container: YamlValue): (path: string) => string {
  const volumes = new Map(
    itemsOf(at(manifest, 'spec', 'volumes')).map((volume) => [
      textOf(at(volume, 'name')),
      textOf(at(volume, 'hostPath', 'path')),
    ]),
  );
  const mounts = itemsOf(at(container, 'volumeMounts'))
    .flatMap((mount) => {
      const inside = textOf(at(mount, 'mountPath'))?.replace(/\/+$/u, '');
      const outside = volumes.get(textOf(at(mount, 'name')))?.replace(/\/+$/u, '');
      const below = textOf(at(mount, 'subPath'));
      return inside === undefined || outside === undefined
        ? []
        : [{ inside, outside: below === undefined ? outside : `${outside}/${below}` }];
    })
    // The innermost mount is the one that shows.
    .sort((one, other) => other.inside.length - one.inside.length);
  return (path) => {
    const mount = mounts.find(({ inside }) => path === inside || path.startsWith(`${inside}/`));
    return mount === undefined ? path : `${mount.outside}${path.slice(mount.inside.length)}`;
  };
}
