import { helpPage } from '../components/help-box.js';
import { noticesPage } from '../components/notice.js';
import { type ReaderPage, readerRows } from '../components/reader-box.js';
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
      return helpPage(keySections(ui.focus));
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

const steps: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  pagedown: 10,
  space: 10,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

const closing = ['?', '!', 'escape', 'q', 'return'];

/** What one key does while a page is read: it scrolls or closes it. */
export function inReader(press: KeyPress): readonly AppEvent[] {
  const by = steps[press.name];
  if (by !== undefined) return [{ to: 'ui', event: { type: 'reader-scrolled', by } }];
  return closing.includes(press.name) ? [{ to: 'ui', event: { type: 'reader-closed' } }] : [];
}
