import { parseBoolean } from './boolean.js';
import { parseDurationMs } from './duration.js';
import { ConfigError } from './errors.js';
import { type FlagName, flags } from './flags.js';
import type { Setting, Settings } from './setting.js';
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
    return this.setting(name).text;
  }

  boolean(name: FlagName): boolean {
    const { source, text } = this.setting(name);
    return parseBoolean(source, text);
  }

  /** The parts between the commas, without the empty ones. */
  list(name: FlagName): readonly string[] {
    return this.text(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  /** @param choices what the text may be; an empty text only if it is among them */
  choice<T extends string>(name: FlagName, choices: readonly T[]): T {
    const { source, text } = this.setting(name);
    const found = choices.find((choice) => choice === text);
    if (found === undefined) {
      const known = choices.filter((choice) => choice !== '').join(', ');
      throw new ConfigError(`${source} must be one of ${known}, not "${text}"`);
    }
    return found;
  }

  /** @param least the smallest value that makes sense */
  integer(name: FlagName, least: number): number {
    const { source, text } = this.setting(name);
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least) {
      const range = least === Number.NEGATIVE_INFINITY ? '' : ` of at least ${least}`;
      throw new ConfigError(`${source} must be a whole number${range}, not "${text}"`);
    }
    return value;
  }

  durationMs(name: FlagName): number {
    const { source, text } = this.setting(name);
    const value = parseDurationMs(text);
    if (value === undefined) {
      throw new ConfigError(`${source} must be a duration such as 10m or 1.5s, not "${text}"`);
    }
    return value;
  }

  urls(name: FlagName): readonly ListenUrl[] {
    const { source, text } = this.setting(name);
    return text === '' ? [] : parseUrls(source, text);
  }

  /** As it was given, or as etcd would have it. */
  setting(name: FlagName): Setting {
    return this.#settings.given.get(name) ?? { source: `--${name}`, text: flags[name].initial };
  }
}
