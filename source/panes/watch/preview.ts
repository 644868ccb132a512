import type { ByteString } from '../../bytes/byte-string.js';
import { isKubernetesProtobuf, readEncryption, readTypeMeta } from '../../kube/envelope.js';
import { isSecretKey } from '../../kube/registry-key.js';
import { storedType } from '../../kube/stored-type.js';
import { isPlainText, safeText } from '../../presentation/text.js';

const maskedText = '•••••• masked';

/** Without a character that the end of the head cuts through. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  for (let cut = 1; cut <= Math.min(3, head.length); cut += 1) {
    const byte = head[head.length - cut] ?? 0;
    if (byte < 0x80) return head;
    if (byte >= 0xc0) return head.subarray(0, head.length - cut);
  }
  return head;
}

/** A value's beginning in a few words: text as it is, on one line; of anything else what it is. */
export function previewText(key: ByteString, head: Uint8Array, size: number): string {
  if (isSecretKey(key)) return maskedText;
  if (size === 0) return 'empty';
  if (isKubernetesProtobuf(head)) {
    const type = readTypeMeta(head);
    return type === undefined ? 'Kubernetes protobuf' : safeText(`${type.kind} ${type.apiVersion}`);
  }
  const type = storedType(head)?.type;
  if (type?.kind.startsWith('Secret') === true) return maskedText;
  if (type !== undefined) return safeText(`${type.kind} ${type.apiVersion}`);
  const encryption = readEncryption(head);
  if (encryption !== undefined)
    return safeText(`encrypted with ${encryption.provider} ${encryption.keyName}`);
  const text = head.length < size ? wholeCharacters(head) : head;
  if (!isPlainText(text)) return 'binary';
  return safeText(new TextDecoder().decode(text).replaceAll(/\s+/g, ' ').trim());
}
