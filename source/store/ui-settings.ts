/** How the screen can look; `none` is without colour. */
export const skinNames = ['dark', 'light', 'colour-blind', 'none'] as const;

export type SkinName = (typeof skinNames)[number];

/** What an operator sets once: kept in a file when that is asked for. */
export interface Settings {
  /** undefined: what the environment calls for. */
  readonly skin: SkinName | undefined;
  /** Clicks and the wheel are ours; off leaves them to the terminal, which then selects text. */
  readonly mouse: boolean;
  /** Signs and lines in ASCII; left out: where the terminal is known to draw nothing else. */
  readonly ascii?: boolean;
  /** How much of the dashboard's width the left panes have, in percent; half when left out. */
  readonly split?: number;
}

/** Less leaves no room for what stands there. */
export const splitRange = { min: 25, max: 75 } as const;

export const defaultSettings: Settings = { skin: undefined, mouse: true };

export type SettingsEvent =
  | { readonly type: 'settings-changed'; readonly settings: Partial<Settings> }
  /** Write them to the file. */
  | { readonly type: 'settings-kept' };

export interface Setting {
  readonly settings: Settings;
  /** How often they were asked to be written. */
  readonly savings: number;
}

export function settingAfter({ settings, savings }: Setting, event: SettingsEvent): Setting {
  switch (event.type) {
    case 'settings-changed':
      return { settings: { ...settings, ...event.settings }, savings };
    case 'settings-kept':
      return { settings, savings: savings + 1 };
  }
}
