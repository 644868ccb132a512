/** A connection as it was asked for, after flags, environment and files were read. */
export interface ConnectOptions {
  readonly endpoints: readonly string[];
  readonly tls: TlsOptions | undefined;
  /** Reads the files again that `tls` came from: they are renewed while a session runs. Rejects where it cannot. */
  readonly rereadTls?: () => Promise<TlsOptions | undefined>;
  readonly user: UserCredentials | undefined;
  readonly dialTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly keepaliveTimeMs: number;
  readonly keepaliveTimeoutMs: number;
}

/** PEM texts, already read; `skipVerify` only when the operator said so. */
export interface TlsOptions {
  readonly ca: Buffer | undefined;
  readonly certificate: Buffer | undefined;
  readonly key: Buffer | undefined;
  readonly serverName: string | undefined;
  readonly skipVerify: boolean;
}

/** Never logged, never put into an error's text. */
export interface UserCredentials {
  readonly name: string;
  readonly password: string;
}
