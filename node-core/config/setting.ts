import type { FlagName } from './flags.js';

/** Where a value comes from, as the operator wrote it: `--name`, `ETCD_NAME` or `name in etcd.yaml`. */
export interface Setting {
  readonly source: string;
  readonly text: string;
}

/** What was given; flags win over variables, and a configuration file stands alone. */
export interface Settings {
  readonly origin: 'command-line' | 'file';
  readonly given: ReadonlyMap<FlagName, Setting>;
  /** Feature gates that were set by the flags they had before they were gates. */
  readonly oldGates: ReadonlyMap<string, Setting>;
  /** What has no effect, or has a newer name: a sentence each, for the log. */
  readonly notes: readonly string[];
  /** `ETCD_` variables that no etcd knows: etcd warns of them and goes on. */
  readonly unknownVariables: readonly string[];
}
