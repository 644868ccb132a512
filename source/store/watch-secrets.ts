import { describeValue } from '../kube/describe.js';
import { isKubernetesProtobuf } from '../kube/envelope.js';
import { isSecretKey } from '../kube/registry-key.js';
import { storedType } from '../kube/stored-type.js';
import { textAt } from '../kube/tree.js';
import type { LoggedChange } from './watch-log.js';

const secretWord = Buffer.from('"Secret');

/** Whether a value is a Secret by what it says of itself, in protobuf or in JSON. */
function saysSecret(value: Uint8Array | undefined): boolean {
  if (value === undefined) return false;
  // Of a large value only the beginning is kept, which is no JSON.
  if (storedType(value)?.type?.kind.startsWith('Secret') === true) return true;
  if (isKubernetesProtobuf(value)) return false;
  const mayBe = Buffer.from(value.buffer, value.byteOffset, value.byteLength).includes(secretWord);
  if (!mayBe) return false;
  const described = describeValue(value);
  if (described.kind === 'object') return described.objectKind.startsWith('Secret');
  return described.kind === 'json' && textAt(described.tree, 'kind').startsWith('Secret');
}

/** True for changes whose values are not shown until asked for: of Secrets, and of what is kept where Secrets are. */
export function holdsSecrets({ key, head, before, after }: LoggedChange): boolean {
  return isSecretKey(key) || saysSecret(before) || saysSecret(after ?? head);
}
