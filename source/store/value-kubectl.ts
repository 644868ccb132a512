import { toBytes } from '../bytes/byte-string.js';
import { kubectlLine } from '../kube/kubectl.js';
import { isRegistryKey, registryKey } from '../kube/registry-key.js';
import { type Step, step } from './step.js';
import { currentFormat, storedValue, type ValueEffect, type ValueState } from './value-state.js';

/** What makes `kubectl` print the same: it leaves the managed fields away unless it is asked for them. */
function outputFlags(state: ValueState): readonly string[] {
  const flags = ['-o', currentFormat(state) === 'json' ? 'json' : 'yaml'];
  return state.showsManagers ? [...flags, '--show-managed-fields'] : flags;
}

/** The `kubectl` line that prints what is shown, or why there is none. The line may hold hostile text. */
export function kubectlOf(state: ValueState): { readonly line: string } | string {
  const { key, content, past, moment } = state;
  const text = key === undefined ? '' : Buffer.from(toBytes(key)).toString();
  const value = storedValue(state);
  if (!isRegistryKey(text, value)) return 'The key is none that Kubernetes keeps.';
  if (past !== undefined || moment !== undefined) return 'kubectl shows objects only as they are now.';
  if (content.kind !== 'present') return 'There is no object to ask kubectl for.';
  const object = registryKey(text, value);
  const { kube } = content.nature;
  const type = kube?.kind === 'object' ? kube : undefined;
  const line = object && kubectlLine('get', object, type, outputFlags(state));
  return line === undefined ? 'The API server keeps this for itself; kubectl has no word for it.' : { line };
}

/** Why there is no line to copy. */
export function noKubectl(state: ValueState): string | undefined {
  const kubectl = kubectlOf(state);
  return typeof kubectl === 'string' ? kubectl : undefined;
}

export function kubectlCopied(state: ValueState): Step<ValueState, ValueEffect> {
  const kubectl = kubectlOf(state);
  if (typeof kubectl === 'string') return step(state);
  const said = 'Copied the kubectl line. A terminal may be set up to ignore it.';
  return step(
    state,
    [],
    [
      { type: 'copy', text: kubectl.line },
      { type: 'notify', tone: 'ok', text: said },
    ],
  );
}
