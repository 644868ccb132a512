/**
 * What a YAML document holds. Scalars stay text: whether `1` is a number or `on` a boolean is for the
 * reader of the field to say. An empty value, `~` and `null` are null.
 */
export type YamlValue = string | null | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** The value at a path of keys; undefined where there is none. */
export function at(value: YamlValue | undefined, ...path: readonly string[]): YamlValue | undefined {
  return path.reduce<YamlValue | undefined>(
    (inner, key) => (inner instanceof Map ? inner.get(key) : undefined),
    value,
  );
}

/** The items of a list; none where it is no list. */
export function itemsOf(value: YamlValue | undefined): readonly YamlValue[] {
  return Array.isArray(value) ? value : [];
}

/** The text of a scalar that is not empty. */
export function textOf(value: YamlValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
