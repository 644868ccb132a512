import { splitWords, type Variables } from './words.js';

/** What a `.service` unit says of how its program runs. */
export interface ServiceUnit {
  /** Without the signs that may stand before it; undefined when the unit runs nothing. */
  readonly execStart: string | undefined;
  /** `Environment=` */
  readonly environment: Variables;
  /** `EnvironmentFile=`, without the sign that says that it may be missing. */
  readonly environmentFiles: readonly string[];
}

/**
 * Reads a unit and its drop-ins, in that order: a list that is given empty begins anew.
 * Source: systemd.syntax(7), systemd.service(5), systemd.exec(5).
 */
export function readServiceUnit(unitName: string, texts: readonly string[]): ServiceUnit {
  const settings = texts.flatMap(serviceSettings);
  const execStart = listOf(settings, 'ExecStart')[0]?.replace(/^[-@:+!]+/u, '');
  const assignments = listOf(settings, 'Environment').flatMap((value) => splitWords(value, new Map()));
  return {
    execStart: execStart && withSpecifiers(execStart, unitName),
    environment: new Map(assignments.flatMap((text) => assignment(withSpecifiers(text, unitName)))),
    environmentFiles: listOf(settings, 'EnvironmentFile').map((path) =>
      withSpecifiers(path.replace(/^-/u, ''), unitName),
    ),
  };
}

type UnitSetting = readonly [key: string, value: string];

function serviceSettings(text: string): readonly UnitSetting[] {
  const settings: UnitSetting[] = [];
  let section = '';
  for (const line of text.replaceAll(/\\\r?\n/gu, ' ').split(/\r?\n/u)) {
    const trimmed = line.trim();
    const [, key, value] = /^([A-Za-z]+)\s*=\s*(.*)$/u.exec(trimmed) ?? [];
    if (trimmed.startsWith('[')) {
      section = trimmed;
    } else if (section === '[Service]' && key !== undefined && value !== undefined) {
      settings.push([key, value]);
    }
  }
  return settings;
}

function listOf(settings: readonly UnitSetting[], key: string): readonly string[] {
  const values = settings.filter(([name]) => name === key).map(([, value]) => value);
  return values.slice(values.lastIndexOf('') + 1);
}

function assignment(text: string): readonly (readonly [string, string])[] {
  const at = text.indexOf('=');
  return at > 0 ? [[text.slice(0, at), text.slice(at + 1)]] : [];
}

/** Those that need nothing of the host: `%p`, `%N` and `%n` are the unit's name. */
function withSpecifiers(text: string, unitName: string): string {
  const name = unitName.replace(/\.service$/u, '');
  return text.replaceAll(/%[pNn%]/gu, (specifier) =>
    specifier === '%%' ? '%' : specifier === '%n' ? unitName : name,
  );
}
