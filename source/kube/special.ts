import { JsonError, parseJson } from './json.js';
import { textOf } from './text.js';
import { durationText, isZeroTime, microTimeText, timeText } from './time.js';
import type { KubeTree } from './tree.js';
import { eachField, int32, int64, type Range, varint, type WireField } from './wire.js';

/** What a hand-written rule may ask of the decoder. */
export interface SpecialContext {
  readonly bytes: Buffer;
  /** Says that something is wrong where the decoder stands. */
  problem(text: string): void;
  /** Decodes a message of the table. */
  message(name: string, pieces: readonly Range[]): KubeTree;
}

/** How a message is printed that Go prints by hand; `pieces` are the parts that it came in. */
export type SpecialRule = (context: SpecialContext, pieces: readonly Range[]) => KubeTree;

type Fields = ReadonlyMap<number, readonly WireField[]>;

/**
 * The fields of a small message that are as they should be; all others are told as problems, so that
 * nothing is passed over in silence.
 */
function fieldsOf(
  context: SpecialContext,
  pieces: readonly Range[],
  wanted: Readonly<Record<number, number>>,
): Fields {
  const found = new Map<number, WireField[]>();
  const keep = (field: WireField): void => {
    if (wanted[field.number] !== field.wireType) {
      context.problem(`unknown field #${field.number}`);
      return;
    }
    const same = found.get(field.number);
    if (same === undefined) found.set(field.number, [field]);
    else same.push(field);
  };
  for (const piece of pieces) {
    const wrong = eachField(context.bytes, piece, keep);
    if (wrong !== undefined) context.problem(wrong);
  }
  return found;
}

const last = (fields: Fields, number: number): WireField | undefined => fields.get(number)?.at(-1);

const isEmpty = (pieces: readonly Range[]): boolean => pieces.every(({ start, end }) => start === end);

function secondsAndNanos(context: SpecialContext, pieces: readonly Range[]) {
  const fields = fieldsOf(context, pieces, { 1: 0, 2: 0 });
  const [seconds, nanos] = [last(fields, 1), last(fields, 2)];
  return {
    seconds: seconds === undefined ? 0 : int64(context.bytes, seconds),
    nanos: nanos === undefined ? 0 : int32(context.bytes, nanos),
  };
}

/** Whole seconds; what is there of fractions is not printed. */
const time: SpecialRule = (context, pieces) => {
  const { seconds } = secondsAndNanos(context, pieces);
  return isEmpty(pieces) || isZeroTime(seconds, 0) ? null : timeText(seconds);
};

const microTime: SpecialRule = (context, pieces) => {
  const { seconds, nanos } = secondsAndNanos(context, pieces);
  return isEmpty(pieces) || isZeroTime(seconds, Math.trunc(nanos / 1_000))
    ? null
    : microTimeText(seconds, nanos);
};

const duration: SpecialRule = (context, pieces) => {
  const field = last(fieldsOf(context, pieces, { 1: 0 }), 1);
  return durationText(field === undefined ? 0n : BigInt(int64(context.bytes, field)));
};

const quantity: SpecialRule = (context, pieces) => {
  const field = last(fieldsOf(context, pieces, { 1: 2 }), 1);
  return field === undefined ? '0' : textOf(context.bytes, field);
};

/** 1 which of both, 2 the integer, 3 the string. */
const intOrString: SpecialRule = (context, pieces) => {
  const fields = fieldsOf(context, pieces, { 1: 0, 2: 0, 3: 2 });
  const [type, integer, text] = [last(fields, 1), last(fields, 2), last(fields, 3)];
  const which = type === undefined ? 0 : int64(context.bytes, type);
  if (which === 1) return text === undefined ? '' : textOf(context.bytes, text);
  if (which !== 0) context.problem(`type ${which} is neither integer nor string`);
  return integer === undefined ? 0 : int32(context.bytes, integer);
};

/** 1 JSON text; nothing is null. */
const rawJson: SpecialRule = (context, pieces) => {
  const field = last(fieldsOf(context, pieces, { 1: 2 }), 1);
  if (field === undefined || field.start === field.end) return null;
  try {
    return parseJson(textOf(context.bytes, field));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    context.problem(`should be JSON, but ${error.message}; shown as base64`);
    return context.bytes.toString('base64', field.start, field.end);
  }
};

/** 1 the strings. */
const strings: SpecialRule = (context, pieces) =>
  (fieldsOf(context, pieces, { 1: 2 }).get(1) ?? []).map((field) => textOf(context.bytes, field));

const special = new Map<string, SpecialRule>([
  ['meta.v1/Time', time],
  ['meta.v1/MicroTime', microTime],
  ['meta.v1/Duration', duration],
  ['meta.v1/FieldsV1', rawJson],
  ['runtime/RawExtension', rawJson],
  ['resource/Quantity', quantity],
  ['resource/QuantityValue', quantity],
  ['intstr/IntOrString', intOrString],
]);

/** Messages that are slices of strings in Go: without a string they are as good as absent. */
const stringLists: ReadonlySet<string> = new Set([
  'meta.v1/Verbs',
  'authentication.v1/AttestationValue',
  'authentication.v1/ExtraValue',
  'authentication.v1beta1/ExtraValue',
  'authorization.v1/ExtraValue',
  'authorization.v1beta1/ExtraValue',
  'certificates.v1/ExtraValue',
  'certificates.v1beta1/ExtraValue',
]);
for (const name of stringLists) special.set(name, strings);

/** Of CustomResourceDefinitions: what is in their schemas where JSON Schema allows different types. */
function schemaRules(packageName: string): readonly (readonly [name: string, rule: SpecialRule])[] {
  const schema = `${packageName}/JSONSchemaProps`;
  const schemaOr =
    (otherwise: KubeTree): ((context: SpecialContext, pieces: readonly Range[]) => KubeTree) =>
    (context, pieces) =>
      pieces.length === 0 ? otherwise : context.message(schema, pieces);
  const nullOrSchema = schemaOr(null);
  return [
    [`${packageName}/JSON`, rawJson],
    [
      `${packageName}/JSONSchemaPropsOrArray`,
      (context, pieces) => {
        const fields = fieldsOf(context, pieces, { 1: 2, 2: 2 });
        const items = fields.get(2)?.map((field) => context.message(schema, [field]));
        return items ?? nullOrSchema(context, fields.get(1) ?? []);
      },
    ],
    [
      `${packageName}/JSONSchemaPropsOrStringArray`,
      (context, pieces) => {
        const fields = fieldsOf(context, pieces, { 1: 2, 2: 2 });
        const items = fields.get(2)?.map((field) => textOf(context.bytes, field));
        return items ?? nullOrSchema(context, fields.get(1) ?? []);
      },
    ],
    [
      `${packageName}/JSONSchemaPropsOrBool`,
      (context, pieces) => {
        const fields = fieldsOf(context, pieces, { 1: 0, 2: 2 });
        const allows = last(fields, 1);
        const isAllowed = allows !== undefined && isTrue(context.bytes, allows);
        return schemaOr(isAllowed)(context, fields.get(2) ?? []);
      },
    ],
  ];
}
for (const [name, rule] of ['apiextensions.v1', 'apiextensions.v1beta1'].flatMap(schemaRules)) {
  special.set(name, rule);
}

/** Any bit makes it true. */
export function isTrue(bytes: Uint8Array, { start, end }: Range): boolean {
  return Number(varint(bytes, start, end)) !== 0;
}

/** The rule of a message that the table does not describe. */
export function specialRule(name: string): SpecialRule | undefined {
  return special.get(name);
}

/** True for messages that `omitempty` drops when they are empty, as it drops slices. */
export function isStringList(name: string): boolean {
  return stringLists.has(name);
}
