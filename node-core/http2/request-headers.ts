import { type HeaderField, isPseudo } from './header-field.js';

/** The fields of a request, found to be well-formed (RFC 9113 §8). */
export class RequestHeaders {
  readonly method: string;
  /** Empty for CONNECT, which has none. */
  readonly path: string;
  /** As they came. */
  readonly fields: readonly HeaderField[];

  constructor(method: string, path: string, fields: readonly HeaderField[]) {
    this.method = method;
    this.path = path;
    this.fields = fields;
  }

  /** The first value of a field, by its name in lower case. */
  get(name: string): string | undefined {
    for (const field of this.fields) {
      if (field.name === name) {
        return field.value;
      }
    }
    return undefined;
  }
}

/**
 * The authority may be anything: etcdctl 3.4 sends whole URLs there, and etcd takes them.
 * @returns undefined when the request is malformed.
 */
export function parseRequest(fields: readonly HeaderField[]): RequestHeaders | undefined {
  if (hasFlaw(fields)) {
    return undefined;
  }
  const headers = new Map(fields.filter(isPseudo).map(({ name, value }) => [name, value]));
  const method = headers.get(':method');
  const path = headers.get(':path');
  if (method === 'CONNECT') {
    const isComplete = path === undefined && !headers.has(':scheme') && headers.has(':authority');
    return isComplete ? new RequestHeaders(method, '', fields) : undefined;
  }
  if (!method || !path || !headers.has(':scheme')) {
    return undefined;
  }
  return new RequestHeaders(method, path, fields);
}

/** Fields after the body: none of them may be a pseudo-header. */
export function areTrailers(fields: readonly HeaderField[]): boolean {
  return !fields.some((field) => field.isMalformed || isPseudo(field));
}

/** A pseudo-header comes once, and before the other fields. */
function hasFlaw(fields: readonly HeaderField[]): boolean {
  const seen = new Set<string>();
  let isRegular = false;
  for (const field of fields) {
    const isBroken = isPseudo(field) ? isRegular || seen.has(field.name) : false;
    if (field.isMalformed || isBroken) {
      return true;
    }
    isRegular = !isPseudo(field);
    seen.add(field.name);
  }
  return false;
}
