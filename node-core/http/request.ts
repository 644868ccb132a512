/** A plain HTTP request, whichever version it came by. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The first value of a header, by its name in lower case. */
  header(name: string): string | undefined;
  /** What the client sends, as it comes. Read at most once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Subject CN of the client certificate that the server has verified. */
  commonName(): string | undefined;
  /** Runs once when nobody waits for the reply any more: it was sent, or the client is gone. */
  onClose(listener: () => void): void;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces are sent as the client takes them. */
  readonly body: string | AsyncIterable<string>;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply>;

/** What a connection knows of a request beside its first line. */
export type HttpTransport = Pick<HttpRequest, 'header' | 'body' | 'commonName' | 'onClose'>;

async function* nothing(): AsyncGenerator<Uint8Array> {}

const bareTransport: HttpTransport = {
  header: () => undefined,
  body: nothing(),
  commonName: () => undefined,
  onClose: () => undefined,
};

/** @param target the request target as sent, such as `/health?serializable=true`. */
export function parseHttpRequest(method: string, target: string, transport = bareTransport): HttpRequest {
  const mark = target.indexOf('?');
  return {
    method,
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    header: (name) => transport.header(name),
    body: transport.body,
    commonName: () => transport.commonName(),
    onClose: (listener) => transport.onClose(listener),
  };
}
