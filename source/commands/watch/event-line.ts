import { toBytes } from '../../bytes/byte-string.js';
import { registryKey } from '../../kube/registry-key.js';
import { previewText } from '../../panes/watch/preview.js';
import { byteSize, clockTimeMs, grouped } from '../../presentation/quantities.js';
import { keyText } from '../../presentation/text.js';
import type { LoggedChange } from '../../store/watch-log.js';
import { tellingValue } from '../../store/watch-object.js';
import { holdsSecrets } from '../../store/watch-secrets.js';
import { changeWords } from '../../store/watch-words.js';

/** The same signs as in the inspector's log. */
const signs: Readonly<Record<LoggedChange['type'], string>> = { created: '+', updated: '~', deleted: '−' };

/** `pods default/web-1`, or the key. */
function nameOf(change: LoggedChange): string {
  const key = keyText(toBytes(change.key));
  const object = registryKey(key, tellingValue(change));
  if (object === undefined) {
    return key;
  }
  const { resource, namespace, name } = object;
  return `${resource} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

const previewCharacters = 60;

/** The beginning of a value that nothing can be said of in words. */
function preview(change: LoggedChange): string {
  if (change.size === undefined) {
    return '';
  }
  if (holdsSecrets(change)) {
    return `${byteSize(change.size)}, masked`;
  }
  const text = previewText(change.key, change.head, change.size);
  const cut = text.length > previewCharacters ? `${text.slice(0, previewCharacters)}…` : text;
  return `${byteSize(change.size)}  ${cut}`;
}

/** As wide as a time: what is read again does not say when it happened. */
const earlier = 'earlier'.padEnd(12);

/** `10:42:05.118  ~ pods default/web-1  phase Pending→Running  by kubelet  rev 29,253,467`; safe for a terminal. */
export function eventLine(change: LoggedChange, isDecoded: boolean): string {
  const words = isDecoded ? changeWords(change) : undefined;
  const parts = [
    change.isReplayed === true ? earlier : clockTimeMs(change.atMs),
    `${signs[change.type]} ${nameOf(change)}`,
    words === undefined ? preview(change) : words.parts.join(' · '),
    words === undefined || words.writer === '' ? '' : `by ${words.writer}`,
    `rev ${grouped(change.revision)}`,
  ];
  return `${parts.filter((part) => part !== '').join('  ')}\n`;
}
