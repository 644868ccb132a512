import type { HttpReply } from './request.js';

export const textHeaders = { 'content-type': 'text/plain; charset=utf-8' };
/** Of replies that Go's `http.Error` makes. */
export const errorHeaders = { ...textHeaders, 'x-content-type-options': 'nosniff' };

/** A reply as Go's `http.Error` makes it: the text and an end of line. */
export function textError(status: number, text: string): HttpReply {
  return { status, headers: errorHeaders, body: `${text}\n` };
}

export const pageNotFound = textError(404, '404 page not found');

export const onlyGet: HttpReply = {
  status: 405,
  headers: { ...errorHeaders, allow: 'GET' },
  body: 'Method Not Allowed\n',
};
