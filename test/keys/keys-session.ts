import { runKeysEffect } from '../../source/effects/keys.js';
import type { Services } from '../../source/effects/services.js';
import { keysPane } from '../../source/panes/keys/pane.js';
import { rowText } from '../../source/presentation/rows.js';
import type { Intent } from '../../source/store/intent.js';
import { initialKeys, type KeysEvent, type KeysState, reduceKeys } from '../../source/store/keys.js';
import { rowAt, rowCount, rowIndex, type TreeRow } from '../../source/store/keys-rows.js';
import { FakeClock } from '../screens/fake-clock.js';
import type { VersionedCluster } from './versioned-cluster.js';

const facts = { contextName: 'c', source: 'flags', writable: false, endpoints: [] };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The keys domain with its effects, on a cluster of a test's own, without a screen. */
export class KeysSession {
  readonly cluster: VersionedCluster;
  readonly clock = new FakeClock(1_000_000);
  readonly intents: Intent[] = [];
  state: KeysState = initialKeys;
  readonly #services: Services;

  constructor(cluster: VersionedCluster, rows: number) {
    this.cluster = cluster;
    this.#services = {
      client: cluster,
      signal: new AbortController().signal,
      environment: {},
      nowMs: this.clock.nowMs,
      after: (delayMs, callback) => this.clock.after(delayMs, callback),
    };
    this.send({ type: 'keys-resized', rows });
    this.send({ type: 'session-started', facts, nowMs: this.clock.nowMs() });
  }

  readonly send = (event: KeysEvent): void => {
    const next = reduceKeys(this.state, event);
    this.state = next.state;
    this.intents.push(...next.intents);
    for (const effect of next.effects) runKeysEffect(effect, this.#services, this.send);
  };

  /** Lets what is under way run as far as it can without answers. */
  async turns(count = 2): Promise<void> {
    for (let left = count; left > 0; left -= 1) await turn();
  }

  advance(ms: number): void {
    const untilMs = this.clock.nowMs() + ms;
    while (this.clock.runNext(untilMs));
  }

  /** Answers and tells everything, until nothing is under way. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await this.turns();
      this.advance(200);
      const isBusy = this.cluster.askedCount > 0 || this.cluster.untoldCount > 0;
      quiet = isBusy ? 0 : quiet + 1;
      this.cluster.tellChanges(1_000, this.clock.nowMs());
      while (this.cluster.askedCount > 0) this.cluster.answer();
    }
  }

  rows(): readonly TreeRow[] {
    return Array.from({ length: rowCount(this.state.tree) }, (_, index) =>
      rowAt(this.state.tree, index),
    ).filter((row) => row !== undefined);
  }

  get cursorIndex(): number {
    return this.state.cursor === undefined ? -1 : (rowIndex(this.state.tree, this.state.cursor) ?? -1);
  }

  moveTo(index: number): void {
    this.send({ type: 'cursor-moved', by: index - this.cursorIndex });
  }

  /** What the pane shows, line by line, `❯` before the selected one. */
  lines(columns = 60): readonly string[] {
    const size = { columns, rows: this.state.rows };
    const { lines } = keysPane.view(this.state, size, { focused: true, nowMs: this.clock.nowMs() });
    return lines.map(({ row, selected }) => `${selected === true ? '❯' : ' '}${rowText(row).trimEnd()}`);
  }

  title(columns = 60): string {
    const size = { columns, rows: this.state.rows };
    return rowText(keysPane.view(this.state, size, { focused: true, nowMs: this.clock.nowMs() }).title);
  }

  note(columns = 60): string {
    const size = { columns, rows: this.state.rows };
    return rowText(keysPane.view(this.state, size, { focused: true, nowMs: this.clock.nowMs() }).note ?? []);
  }
}
