import { fromBytes } from '../bytes/byte-string.js';
import { describeValue } from '../kube/describe.js';
import { isKubernetesProtobuf, readEncryption, readTypeMeta } from '../kube/envelope.js';
import { type KubectlVerb, kubectlLine, type ObjectType } from '../kube/kubectl.js';
import { isSecret } from '../kube/mask.js';
import { isRegistryKey, isSecretKey, registryKey } from '../kube/registry-key.js';
import { plainText } from '../presentation/plain-text.js';

/** What is to be done to a key. `restore`: put back as it was before. */
export type Change = 'edit' | 'put' | 'delete' | 'restore';

export interface Subject {
  readonly key: Uint8Array;
  /** What is there; undefined: nothing. */
  readonly value: Uint8Array | undefined;
}

/** Larger JSON is not taken apart: a key press would wait for it. */
const readMax = 200_000;

function typeOf(value: Uint8Array | undefined): ObjectType | undefined {
  if (value === undefined) return undefined;
  if (isKubernetesProtobuf(value)) {
    const type = readTypeMeta(value);
    return type && { apiVersion: type.apiVersion, objectKind: type.kind };
  }
  const object = value.length <= readMax ? describeValue(value) : undefined;
  return object?.kind === 'object' ? object : undefined;
}

const secretKind = /"kind"\s*:\s*"Secret/u;

function isProtobuf(value: Uint8Array | undefined): boolean {
  return value !== undefined && isKubernetesProtobuf(value);
}

/** Whether an API server keeps this key: by its path, or by its value under any other path. */
export function isKubernetes({ key, value }: Subject): boolean {
  const isSealed = value !== undefined && readEncryption(value) !== undefined;
  return isRegistryKey(fromBytes(key), value) || isProtobuf(value) || isSealed;
}

/** Whether a diff of the value is only shown when asked for. */
export function isSecretSubject({ key, value }: Subject): boolean {
  if (isSecretKey(fromBytes(key))) return true;
  const type = typeOf(value);
  if (type !== undefined) return isSecret(type);
  return (
    value !== undefined && value.length > readMax && secretKind.test(Buffer.from(value).toString('latin1'))
  );
}

const verbs: Readonly<Record<Change, KubectlVerb>> = {
  edit: 'edit',
  put: 'edit',
  delete: 'delete',
  restore: 'edit',
};

/** How the same is done by way of the API server; undefined where it has no word for it. */
function kubectlWay(change: Change, { key, value }: Subject): string | undefined {
  const object = registryKey(Buffer.from(key).toString(), value);
  return object === undefined ? undefined : kubectlLine(verbs[change], object, typeOf(value));
}

export interface Refusal {
  /** Why not, and what to do instead; not yet safe text. */
  readonly reason: string;
  /** It is done all the same for who says so. */
  readonly mayBypass: boolean;
}

const refusal = (reason: string, mayBypass = false): Refusal => ({ reason, mayBypass });

/**
 * Why this is not done here; undefined when it may be planned. Kubernetes' own keys are left to the API
 * server unless `bypasses`: it checks, converts and tells its watchers.
 */
export function refusalOf(change: Change, subject: Subject, bypasses: boolean): Refusal | undefined {
  if (isKubernetes(subject)) {
    const way = kubectlWay(change, subject);
    const instead = way === undefined ? 'leave it to the API server' : `use ${way}`;
    if (change === 'edit' && isProtobuf(subject.value)) {
      return refusal(`Kubernetes keeps this key, as protobuf, which is not written from text: ${instead}.`);
    }
    if (!bypasses) return refusal(`Kubernetes keeps this key: ${instead}.`, true);
  }
  if (change === 'edit' && subject.value !== undefined && plainText(subject.value) === undefined) {
    return refusal(
      'The value is no text that an editor would keep: write it from a file with etcdscope put KEY --file FILE.',
    );
  }
  return undefined;
}
