/** Who makes a request, as its log entry carries it. */
export interface Caller {
  readonly username: string;
  /** The auth revision the caller logged in at; 0 for nobody. */
  readonly authRevision: number;
}

/** A request without a login. Enough as long as authentication is not enabled. */
export const nobody: Caller = { username: '', authRevision: 0 };

/** What a call brings to say who makes it. */
export interface Credentials {
  /** Metadata of the request by lower-case name; the first value when there are several. */
  metadata(name: string): string | undefined;
  /** Subject CN of the client certificate that the server has verified; undefined without one. */
  commonName(): string | undefined;
}

/** Calls that bring nothing, such as the server's own. */
export const noCredentials: Credentials = { metadata: () => undefined, commonName: () => undefined };

/** Makes and knows the tokens that clients log in with. */
export interface TokenProvider {
  /** The random part of the next token, drawn before the log entry that it is carried in; may be empty. */
  drawPrefix(): string;
  /** A token for a user that has logged in. @param index the log entry of the login */
  assign(caller: Caller, prefix: string, index: number): string;
  /** Whose token this is. @param authRevision the store's revision of now */
  find(token: string, authRevision: number): Caller | undefined;
  /** Ends the tokens of a user, where they can be ended. */
  forgetUser(username: string): void;
  /** Ends all tokens, where they can be ended. */
  forgetAll(): void;
}
