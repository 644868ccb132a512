import { helpPage } from '../components/help-box.js';
import { noticesPage } from '../components/notice.js';
import { type ReaderPage, readerRoom, readerRows } from '../components/reader-box.js';
import type { KeyPress } from '../keymap/binding.js';
import { clockTime } from '../presentation/quantities.js';
import type { Row } from '../presentation/row.js';
import { safeText } from '../presentation/text.js';
import type { AppEvent, AppState } from '../store/app.js';
import type { ReaderPageId } from '../store/ui.js';
import { keySections } from './help.js';

/** A page to read as it is now; the newest notice is its first. */
export function readerPage({ ui }: Pick<AppState, 'ui'>, page: ReaderPageId): ReaderPage {
  switch (page) {
    case 'help':
      return helpPage(keySections(ui.focus), ui);
    case 'notices': {
      const past = ui.notices.map(({ tone, text, sinceMs }) => ({
        tone,
        text: safeText(text),
        time: clockTime(sinceMs),
      }));
      return noticesPage(past.toReversed(), ui);
    }
  }
}

/** The page as it lies over the screen; undefined while none is open. */
export function readerBox(state: AppState): readonly Row[] | undefined {
  const { reader } = state.ui;
  return reader === undefined ? undefined : readerRows(readerPage(state, reader.page), reader.top, state.ui);
}

/** How far a key scrolls, by lines; `page` is what is in sight at once. */
function scrollBy({ name }: KeyPress, page: number): number | undefined {
  switch (name) {
    case 'up':
    case 'k':
      return -1;
    case 'down':
    case 'j':
      return 1;
    case 'pageup':
    case 'ctrl+u':
      return -page;
    case 'pagedown':
    case 'ctrl+d':
    case 'space':
      return page;
    case 'home':
    case 'g':
      return Number.NEGATIVE_INFINITY;
    case 'end':
    case 'G':
      return Number.POSITIVE_INFINITY;
    default:
      return undefined;
  }
}

/** What is read aloud at once; a longer step would leave lines out. */
const pageMax = 20;

const closing = ['?', '!', 'escape', 'q', 'return'];

/** What one key does while a page is read: it scrolls or closes it. */
export function inReader({ ui }: Pick<AppState, 'ui'>, press: KeyPress): readonly AppEvent[] {
  const by = scrollBy(press, Math.min(pageMax, readerRoom(ui.columns, ui).rows));
  if (by !== undefined) return [{ to: 'ui', event: { type: 'reader-scrolled', by } }];
  return closing.includes(press.name) ? [{ to: 'ui', event: { type: 'reader-closed' } }] : [];
}
