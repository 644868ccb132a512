import { parseDurationMs } from './duration.js';
import { ConfigError } from './errors.js';
import { type FlagName, flags } from './flags.js';
import type { Setting, Settings } from './settings.js';
import { type ListenUrl, parseUrls } from './urls.js';

/** Reads settings as what they mean; a value that makes no sense is refused by its flag or variable. */
export class Values {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  isGiven(name: FlagName): boolean {
    return this.#settings.given.has(name);
  }

  text(name: FlagName): string {
    return this.#setting(name).text;
  }

  boolean(name: FlagName): boolean {
    const { source, text } = this.#setting(name);
    if (['1', 't', 'true', 'T', 'TRUE', 'True'].includes(text)) {
      return true;
    }
    if (['0', 'f', 'false', 'F', 'FALSE', 'False'].includes(text)) {
      return false;
    }
    throw new ConfigError(`${source} must be true or false, not "${text}"`);
  }

  /** @param least the smallest value that makes sense */
  integer(name: FlagName, least: number): number {
    const { source, text } = this.#setting(name);
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      const range = least === Number.NEGATIVE_INFINITY ? '' : ` of at least ${least}`;
      throw new ConfigError(`${source} must be a whole number${range}, not "${text}"`);
    }
    return value;
  }

  durationMs(name: FlagName): number {
    const { source, text } = this.#setting(name);
    const value = parseDurationMs(text);
    if (value === undefined) {
      throw new ConfigError(`${source} must be a duration such as 10m or 1.5s, not "${text}"`);
    }
    return value;
  }

  urls(name: FlagName): readonly ListenUrl[] {
    const { source, text } = this.#setting(name);
    return text === '' ? [] : parseUrls(source, text);
  }

  #setting(name: FlagName): Setting {
    return this.#settings.given.get(name) ?? { source: `--${name}`, text: flags[name].initial };
  }
}
