/** What the tags of a Go struct say about a field that protobuf numbers. */
export interface TaggedField {
  readonly number: number;
  /** Undefined when JSON does not have the field, or has the fields inside it instead. */
  readonly jsonName: string | undefined;
  readonly isInline: boolean;
  readonly isPointer: boolean;
  readonly omitsEmpty: boolean;
}

export type Struct = ReadonlyMap<number, TaggedField>;

const structPattern = /^type (\w+) struct \{\n(?<body>.*?)^\}/gmsu;

/** `[Name] Type `tags``; embedded fields have no name. */
const fieldPattern = /^\s*(?<name>\w+\s+)?(?<type>[^\s`/]+)\s+`(?<tags>[^`]*)`/u;

function tag(tags: string, key: string): readonly string[] | undefined {
  return new RegExp(`\\b${key}:"([^"]*)"`, 'u').exec(tags)?.[1]?.split(',');
}

function taggedField(line: string): TaggedField | undefined {
  const { name, type = '', tags = '' } = fieldPattern.exec(line)?.groups ?? {};
  const number = Number(tag(tags, 'protobuf')?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) {
    return undefined;
  }
  const [given = '', ...options] = tag(tags, 'json') ?? [];
  const isEmbedded = name === undefined;
  const isInline = given === '' && (isEmbedded || options.includes('inline'));
  // Without a name in its tag, a field is called in JSON as in Go.
  const jsonName = given === '' ? name?.trim() : given;
  return {
    number,
    jsonName: isInline || jsonName === '-' ? undefined : jsonName,
    isInline,
    isPointer: type.startsWith('*'),
    omitsEmpty: options.includes('omitempty'),
  };
}

/** The structs of a Go file that have fields numbered for protobuf. */
export function taggedStructs(source: string): ReadonlyMap<string, Struct> {
  const structs = new Map<string, Struct>();
  for (const match of source.matchAll(structPattern)) {
    const lines = (match.groups?.['body'] ?? '').split('\n');
    const fields = lines.map(taggedField).filter((field) => field !== undefined);
    if (fields.length > 0) {
      structs.set(match[1] ?? '', new Map(fields.map((field) => [field.number, field])));
    }
  }
  return structs;
}

/** `type List metav1.List`: a struct with the fields of another package's. */
export interface Likeness {
  readonly name: string;
  readonly importPath: string;
  readonly target: string;
}

/** The types of a Go file that are defined as a type of another package. */
export function likenesses(source: string): readonly Likeness[] {
  return Array.from(
    source.matchAll(/^type (\w+) (\w+)\.(\w+)$/gmu),
    ([, name = '', alias = '', target = '']) => {
      const imported = new RegExp(`^\\s+${alias} "([^"]+)"`, 'mu').exec(source)?.[1];
      return imported === undefined ? [] : [{ name, importPath: imported, target }];
    },
  ).flat();
}

/** The API group that a package registers its kinds in; undefined for packages that register none. */
export function groupName(source: string): string | undefined {
  return /^const GroupName = "([^"]*)"/mu.exec(source)?.[1];
}
