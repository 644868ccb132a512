import { numberedFields, unknownFieldName } from './numbered.js';
import { type FieldFacts, messageFacts, type ScalarType } from './schema.js';
import { isStringList, isTrue, type SpecialContext, specialRule } from './special.js';
import { textOf } from './text.js';
import { isMap, type KubeMap, type KubeTree } from './tree.js';
import { double, eachField, int32, int64, type Range, type WireField, type WireType } from './wire.js';

/** A message as Kubernetes prints it in JSON, as far as the bytes allow. */
export interface Decoded {
  readonly tree: KubeMap;
  /** What is wrong with the bytes, each with the path it was met at; empty for a sound message. */
  readonly problems: readonly string[];
}

/** Names and indices in the path to a field; those of Kubernetes' own messages have some twenty. */
const depthMax = 200;
/** More is not told one by one. */
const problemsMax = 20;

const wireTypes: Readonly<Record<ScalarType, WireType>> = { s: 2, y: 2, i: 0, l: 0, b: 0, d: 1 };

/** What a field without a value is: a map entry may come without its value. */
function zero(scalar: ScalarType): KubeTree {
  return scalar === 's' || scalar === 'y' ? '' : scalar === 'b' ? false : 0;
}

function isZero(value: KubeTree): boolean {
  return value === '' || value === 0 || value === false;
}

/** Decodes one message and all in it. Sound parts are read whatever is wrong beside them. */
class MessageDecoder implements SpecialContext {
  readonly bytes: Buffer;
  readonly problems: string[] = [];
  readonly #path: string[] = [];
  #untold = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  problem(text: string): void {
    if (this.problems.length < problemsMax) {
      this.problems.push(this.#path.length === 0 ? text : `${this.#path.join('.')}: ${text}`);
    } else {
      this.#untold += 1;
    }
  }

  allProblems(): readonly string[] {
    return this.#untold === 0 ? this.problems : [...this.problems, `and ${this.#untold} more`];
  }

  message(name: string, pieces: readonly Range[]): KubeTree {
    const rule = specialRule(name);
    if (rule !== undefined) return rule(this, pieces);
    const tree = new Map<string, KubeTree>();
    this.#fill(tree, name, pieces, '');
    return tree;
  }

  /** Adds the fields of a message to `tree`; `outer` is the number of the inline field it stands in. */
  #fill(tree: Map<string, KubeTree>, name: string, pieces: readonly Range[], outer: string): void {
    const facts = messageFacts(name);
    if (facts === undefined || this.#path.length > depthMax) {
      this.problem(facts === undefined ? `${name} is not known` : 'nested too deep to be shown');
      return;
    }
    const known: (WireField[] | undefined)[] = [];
    const unknown: WireField[] = [];
    this.#scan(pieces, (field) => {
      const position = facts.positions.get(field.number);
      const fact = position === undefined ? undefined : facts.fields[position];
      if (position === undefined || fact === undefined || !this.#fits(fact, field)) {
        unknown.push(field);
        return;
      }
      const occurrences = known[position];
      if (occurrences === undefined) known[position] = [field];
      else occurrences.push(field);
    });
    facts.fields.forEach((fact, position) => {
      this.#put(tree, fact, known[position], outer);
    });
    numberedFields(tree, this.bytes, unknown, (number) => unknownFieldName(`${outer}${number}`));
  }

  #scan(pieces: readonly Range[], tell: (field: WireField) => void): void {
    for (const piece of pieces) {
      const wrong = eachField(this.bytes, piece, tell);
      if (wrong !== undefined) this.problem(wrong);
    }
  }

  #fits({ name, shape, scalar }: FieldFacts, { number, wireType }: WireField): boolean {
    const wanted = scalar === undefined || shape === 'map' ? 2 : wireTypes[scalar];
    const isPacked = shape === 'list' && wireType === 2;
    if (wireType === wanted || isPacked) return true;
    this.problem(`field ${number} has wire type ${wireType}, which ${name} does not have`);
    return false;
  }

  #put(tree: Map<string, KubeTree>, fact: FieldFacts, found: WireField[] | undefined, outer: string): void {
    if (fact.isInline) {
      this.#fill(tree, fact.message, found ?? [], `${outer}${fact.number}.`);
    } else if (found === undefined) {
      if (!fact.omitsEmpty && isNullable(fact)) tree.set(fact.name, null);
    } else {
      this.#path.push(fact.name);
      const value = this.#value(fact, found);
      this.#path.pop();
      if (!isOmitted(fact, value)) tree.set(fact.name, value);
    }
  }

  #value(fact: FieldFacts, found: readonly WireField[]): KubeTree {
    switch (fact.shape) {
      case 'map':
        return this.#map(fact, found);
      case 'list':
        return this.#list(fact, found);
      case 'one':
        return fact.scalar === undefined
          ? this.message(fact.message, found)
          : this.#scalar(fact.scalar, found.at(-1) ?? { start: 0, end: 0 });
    }
  }

  #list({ scalar, message }: FieldFacts, found: readonly WireField[]): KubeTree {
    if (scalar === undefined) return found.map((field, index) => this.#item(message, field, index));
    return found.flatMap((field) =>
      field.wireType === wireTypes[scalar] ? [this.#scalar(scalar, field)] : this.#packed(scalar, field),
    );
  }

  #item(message: string, field: WireField, index: number): KubeTree {
    this.#path.push(String(index));
    const item = this.message(message, [field]);
    this.#path.pop();
    return item;
  }

  /** Numbers one after the other, without tags. */
  #packed(scalar: ScalarType, range: Range): readonly KubeTree[] {
    const items: KubeTree[] = [];
    for (let at = range.start; at < range.end; ) {
      let end = at;
      while (end < range.end && (this.bytes[end] ?? 0) >= 0x80) end += 1;
      end = scalar === 'd' ? at + 8 : end + 1;
      if (end > range.end) {
        this.problem('the last number is cut off');
        break;
      }
      items.push(this.#scalar(scalar, { start: at, end }));
      at = end;
    }
    return items;
  }

  /** Entries of 1 the key and 2 the value. */
  #map({ scalar, message }: FieldFacts, found: readonly WireField[]): KubeTree {
    const entries = new Map<string, KubeTree>();
    for (const entry of found) {
      let key = '';
      const values: WireField[] = [];
      const wanted = scalar === undefined ? 2 : wireTypes[scalar];
      this.#scan([entry], (field) => {
        if (field.number === 1 && field.wireType === 2) key = textOf(this.bytes, field);
        else if (field.number === 2 && field.wireType === wanted) values.push(field);
        else this.problem(`unknown field #${field.number} in an entry`);
      });
      this.#path.push(key.slice(0, 80));
      const value = values.at(-1);
      if (scalar === undefined) entries.set(key, this.message(message, values));
      else entries.set(key, value === undefined ? zero(scalar) : this.#scalar(scalar, value));
      this.#path.pop();
    }
    return entries;
  }

  #scalar(scalar: ScalarType, range: Range): KubeTree {
    switch (scalar) {
      case 's':
        return textOf(this.bytes, range);
      case 'y':
        return this.bytes.toString('base64', range.start, range.end);
      case 'i':
        return int32(this.bytes, range);
      case 'l':
        return int64(this.bytes, range);
      case 'b':
        return isTrue(this.bytes, range);
      case 'd':
        return double(this.bytes, range);
    }
  }
}

/** Pointers, slices (bytes too) and maps are null in Go when they are absent; all else has a zero value. */
function isNullable({ isPointer, shape, scalar, message }: FieldFacts): boolean {
  return isPointer || shape !== 'one' || scalar === 'y' || isStringList(message);
}

/** `omitempty` drops zero values, and slices without items; never a struct, and never what is pointed to. */
function isOmitted({ isPointer, omitsEmpty, scalar, message }: FieldFacts, value: KubeTree): boolean {
  if (!omitsEmpty || isPointer) return false;
  if (scalar !== undefined) return isZero(value);
  return isStringList(message) && Array.isArray(value) && value.length === 0;
}

/** Decodes a message that the table knows, such as `core.v1/Pod`. */
export function decodeKnown(name: string, bytes: Buffer, range: Range): Decoded {
  const decoder = new MessageDecoder(bytes);
  const tree = decoder.message(name, [range]);
  return { tree: isMap(tree) ? tree : new Map(), problems: decoder.allProblems() };
}

/**
 * Decodes an object of a kind that the table does not know: field 1 as its metadata, as all kinds have it,
 * and the others by their numbers, strings where they can be strings.
 */
export function decodeUnknown(bytes: Buffer, range: Range): Decoded {
  const tree = new Map<string, KubeTree>();
  const rest: WireField[] = [];
  const wrong = eachField(bytes, range, (field) => rest.push(field));
  const meta = rest.filter(({ number }) => number === 1);
  const metadata = metadataOf(bytes, meta);
  if (metadata !== undefined) tree.set('metadata', metadata);
  const numbered = metadata === undefined ? rest : rest.filter(({ number }) => number !== 1);
  numberedFields(tree, bytes, numbered, unknownFieldName);
  return { tree, problems: wrong === undefined ? [] : [wrong] };
}

/** undefined when field 1 is no ObjectMeta. */
function metadataOf(bytes: Buffer, [field, ...more]: readonly WireField[]): KubeMap | undefined {
  if (field === undefined || more.length > 0 || field.wireType !== 2) return undefined;
  const { tree, problems } = decodeKnown('meta.v1/ObjectMeta', bytes, field);
  const isSound = problems.length === 0 && [...tree.keys()].every((name) => !name.startsWith('unknown'));
  return isSound ? tree : undefined;
}
