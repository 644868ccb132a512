import { parseBoolean } from './boolean.js';
import { ConfigError } from './errors.js';
import { type FlagKind, type FlagName, flags, isFlagName } from './flags.js';
import { findInertFlag, type InertFlag } from './inert-flags.js';
import { gateOfOldFlag, plainName, removedBecause } from './old-flags.js';
import type { Setting, Settings } from './setting.js';

/** How a flag's value is read, under its present name or an older one; undefined for what is no flag. */
export function flagKind(name: string): FlagKind | undefined {
  const current = plainName(name) ?? name;
  if (isFlagName(current)) {
    return flags[current].kind;
  }
  return gateOfOldFlag(name) === undefined ? findInertFlag(current)?.kind : 'boolean';
}

/** Gathers settings from wherever they come; a later one replaces an earlier one of the same name. */
export class SettingCollector {
  readonly #given = new Map<FlagName, Setting>();
  readonly #oldGates = new Map<string, Setting>();
  readonly #notes = new Map<string, string>();
  /** Names as they were written: a flag and its older name must not both be there. */
  readonly #written = new Set<string>();

  /** @param name one that `flagKind` knows. @throws ConfigError */
  set(name: string, setting: Setting): void {
    const current = plainName(name) ?? name;
    this.#written.add(name);
    this.#refuseBothNames(current);
    const gate = gateOfOldFlag(name);
    const inert = findInertFlag(current);
    if (gate !== undefined) {
      this.#oldGates.set(gate, setting);
      this.#notes.set(name, `--${name} is deprecated: use --feature-gates=${gate}=true instead`);
    } else if (isFlagName(current)) {
      this.#given.set(current, setting);
      this.#noteOldName(name, current);
    } else if (inert !== undefined) {
      this.#noteInert(name, setting, inert);
    }
  }

  /** Ends the start when an older etcd had such a flag: it must not be taken for a misspelt one. */
  refuseRemoved(name: string, source: string): void {
    const because = removedBecause(name);
    if (because !== undefined) {
      throw new ConfigError(`${source} was removed from etcd: ${because}; leave it out`);
    }
  }

  finish(): Pick<Settings, 'given' | 'oldGates' | 'notes'> {
    return { given: this.#given, oldGates: this.#oldGates, notes: [...this.#notes.values()] };
  }

  #refuseBothNames(current: string): void {
    const old = `experimental-${current}`;
    if (this.#written.has(old) && this.#written.has(current)) {
      throw new ConfigError(
        `cannot set --${old} and --${current} at the same time, please use --${current} only`,
      );
    }
  }

  #noteOldName(name: string, current: string): void {
    if (name !== current) {
      this.#notes.set(name, `--${name} is deprecated: use --${current} instead`);
    }
  }

  /** The last value counts: a flag may take back what a variable asked for. */
  #noteInert(name: string, { source, text }: Setting, { kind, initial, asked, because }: InertFlag): void {
    const asksForNothing =
      kind === 'boolean' ? parseBoolean(source, text) === (initial === 'true') : text === initial;
    this.#notes.delete(name);
    if (asksForNothing) {
      return;
    }
    if (asked === 'refused') {
      throw new ConfigError(`${source} cannot be honoured: ${because}`);
    }
    this.#notes.set(name, `${source} has no effect: ${because}`);
  }
}
