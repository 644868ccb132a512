import type { KubeObject } from './describe.js';
import { kubernetesVersions } from './facts.js';
import { unseen } from './print.js';
import { yamlText } from './print-yaml.js';

function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** What whoever reads the object must know beside it, a sentence each; safe on a terminal. */
export function remarks({ apiVersion, objectKind, isKnownKind, problems }: KubeObject): readonly string[] {
  const unknown = `${apiVersion} ${objectKind} is no kind of Kubernetes ${kubernetesVersions}: fields stand under their numbers, and what they mean is guessed.`;
  return [
    ...(isKnownKind ? [] : [unknown]),
    ...problems.map((problem) => `The stored bytes are damaged: ${problem}.`),
  ].map(visible);
}

/**
 * The object as `kubectl get -o yaml` prints it, below what must be known of it as comments.
 * @throws TooLargeError
 */
export function objectYaml(object: KubeObject): string {
  return `${remarks(object)
    .map((remark) => `# ${remark}\n`)
    .join('')}${yamlText(object.tree)}`;
}
