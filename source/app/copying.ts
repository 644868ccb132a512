import { toBytes } from '../bytes/byte-string.js';
import { byteSize } from '../presentation/quantities.js';
import { isPlainText, keyText } from '../presentation/text.js';
import type { AppEvent, AppState } from '../store/app.js';
import { clipboardBytesMax, tooLongToCopy } from '../store/clipboard.js';
import type { KeysState } from '../store/keys.js';
import { cursorRow } from '../store/keys-cursor.js';
import { isMasked, type ValueState } from '../store/value-state.js';

/** What can be copied and how it is told, or why nothing can. */
type Copyable = { readonly text: string; readonly told: string } | string;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const isOneLine = (bytes: Uint8Array): boolean =>
  isPlainText(bytes) && !/[\n\r\t]/.test(decoder.decode(bytes));

/** A key is pasted into commands: it comes as it is, or else as it is shown, never with control characters. */
function keyToCopy(key: Uint8Array): Copyable {
  const size = byteSize(key.length);
  return isOneLine(key)
    ? { text: decoder.decode(key), told: `Copied the key, ${size}.` }
    : {
        text: keyText(key),
        told: `Copied the key as it is shown, for it has bytes that are no text; ${size}.`,
      };
}

function withinRoom(copied: Copyable): Copyable {
  if (typeof copied === 'string') return copied;
  const bytes = Buffer.byteLength(copied.text);
  return bytes > clipboardBytesMax ? tooLongToCopy(bytes) : copied;
}

function selectedPath({ search, ...keys }: KeysState): string | undefined {
  if (search !== undefined) return search.matches[search.selected]?.path;
  const row = cursorRow({ search, ...keys });
  if (row?.kind !== 'child') return undefined;
  return row.child.leaf?.key ?? row.child.directory?.path;
}

/** The bytes that are stored: text as it is, anything else in base64. */
function valueToCopy(state: ValueState): Copyable {
  const { content } = state;
  if (content.kind !== 'present') return 'There is no value to copy.';
  if (isMasked(state)) return 'The value is masked; m shows it, then it can be copied.';
  const { value } = content.stored;
  if (value.length > clipboardBytesMax) return tooLongToCopy(value.length);
  const size = byteSize(value.length);
  return isPlainText(value)
    ? { text: decoder.decode(value), told: `Copied the value, ${size}.` }
    : {
        text: Buffer.from(value).toString('base64'),
        told: `Copied the value, ${size}, in base64: it is no text.`,
      };
}

function copyable({ ui, keys, value }: AppState): Copyable {
  switch (ui.focus) {
    case 'keys': {
      const path = selectedPath(keys);
      return path === undefined ? 'No key is selected.' : keyToCopy(toBytes(path));
    }
    case 'value':
      return valueToCopy(value);
    case 'watch':
    case 'members':
    case 'triage':
    case 'actions':
      return 'Keys and values can be copied, in their panes.';
  }
}

/** Why nothing can be copied now; undefined when something can. */
export function notToCopy(state: AppState): string | undefined {
  const copied = withinRoom(copyable(state));
  return typeof copied === 'string' ? copied : undefined;
}

export function copy(state: AppState): readonly AppEvent[] {
  const copied = withinRoom(copyable(state));
  if (typeof copied === 'string') return [];
  return [
    { to: 'ui', event: { type: 'copy', text: copied.text } },
    {
      to: 'ui',
      event: { type: 'notify', tone: 'ok', text: `${copied.told} A terminal may be set up to ignore it.` },
    },
  ];
}
