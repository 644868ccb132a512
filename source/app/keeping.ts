import type { AppEvent } from '../store/app.js';
import type { Settings } from '../store/ui-settings.js';
import type { Runtime } from './runtime.js';

/** The operator's settings file. */
export interface Keeping {
  readonly file: string;
  readonly settings: Settings;
  /** One sentence for each part of the file that could not be read. */
  readonly problems: readonly string[];
  /** Rejects with one sentence. */
  save(settings: Settings): Promise<void>;
}

const notice = (tone: 'ok' | 'warning', text: string): AppEvent => ({
  to: 'ui',
  event: { type: 'notify', tone, text },
});

/** Told once time is known, for a notice leaves after a while. */
export function tellProblems(runtime: Runtime, keeping: Keeping | undefined): void {
  for (const problem of keeping?.problems ?? []) runtime.dispatch(notice('warning', problem));
}

/** Writes the settings as they are now, and says whether that worked. */
export async function saveSettings(runtime: Runtime, keeping: Keeping | undefined): Promise<void> {
  try {
    if (keeping === undefined) throw new Error('This session has no file for settings.');
    await keeping.save(runtime.getState().ui.settings);
    runtime.dispatch(notice('ok', `The settings are in ${keeping.file} now.`));
  } catch (error) {
    runtime.dispatch(notice('warning', error instanceof Error ? error.message : String(error)));
  }
}
