import { isDeepStrictEqual } from 'node:util';
import { type Subject, type SubjectName, startSubject } from '../conformance/subjects.js';
import { WireClient } from '../conformance/wire-client.js';
import { findEtcd } from '../support/etcd-binaries.js';
import type { Program } from './program.js';
import { alignmentMin, alignTo, clear } from './reset.js';
import { type Recording, Session } from './session.js';
import type { Tally } from './tally.js';
import { isDead, isKnownOfWatch, knownDifference } from './version-differences.js';
import type { Settlement } from './watch-session.js';

/** Where node-core and a real etcd part. */
export interface Divergence {
  readonly from: SubjectName;
  /** The step, or the watch. */
  readonly where: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

interface Server {
  readonly subject: Subject;
  readonly client: WireClient;
}

/** A server of each kind, on which programs are played one after another. */
export class Lane {
  readonly #servers: Map<SubjectName, Server>;

  private constructor(servers: Map<SubjectName, Server>) {
    this.#servers = servers;
  }

  /** 3.4 takes part where it is installed. */
  static async open(): Promise<Lane> {
    const names: SubjectName[] = ['node-core', '3.6'];
    const found = findEtcd('3.4') === undefined ? names : [...names, '3.4' as const];
    const started = await Promise.all(
      found.map(async (name): Promise<[SubjectName, Server]> => [name, await startServer(name)]),
    );
    return new Lane(new Map(started));
  }

  async close(): Promise<void> {
    for (const server of this.#servers.values()) {
      await stopServer(server);
    }
  }

  /** @returns the first difference that is not a known one of versions; undefined when there is none */
  async play(program: Program): Promise<Divergence | undefined> {
    const baseRevision = await this.#reset();
    const points = new SettledPoints();
    const played = await Promise.all(
      [...this.#servers].map(async ([name, { client }]): Promise<[SubjectName, Recording]> => {
        const session = new Session(client, baseRevision, settlementOf(name, points));
        try {
          return [name, await session.play(program)];
        } finally {
          points.end(name);
        }
      }),
    );
    const recordings = new Map(played);
    await this.#replaceDead(played);
    const ours = recordings.get('node-core');
    for (const name of ['3.6', '3.4'] as const) {
      const theirs = recordings.get(name);
      const found = ours && theirs && firstDivergence(program, ours, theirs, name);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  async #replaceDead(played: readonly (readonly [SubjectName, Recording])[]): Promise<void> {
    for (const [name, { answers }] of played) {
      if (answers.some(isDead)) {
        await this.#replace(name);
      }
    }
  }

  async #replace(name: SubjectName): Promise<void> {
    const old = this.#servers.get(name);
    if (old !== undefined) {
      await stopServer(old);
    }
    this.#servers.set(name, await startServer(name));
  }

  async #reset(): Promise<number> {
    const revisions = new Map<SubjectName, number>();
    await Promise.all(
      [...this.#servers.keys()].map(async (name) => revisions.set(name, await this.#clear(name))),
    );
    const revision = Math.max(...revisions.values()) + alignmentMin;
    await Promise.all([...revisions].map(([name, own]) => alignTo(this.#client(name), own, revision)));
    return revision;
  }

  /** A program can leave a root who cannot log in; then there is no way back. */
  async #clear(name: SubjectName): Promise<number> {
    try {
      return await clear(this.#client(name));
    } catch {
      await this.#replace(name);
      return clear(this.#client(name));
    }
  }

  #client(name: SubjectName): WireClient {
    const server = this.#servers.get(name);
    if (server === undefined) {
      throw new Error(`no server ${name} in this lane`);
    }
    return server.client;
  }
}

async function startServer(name: SubjectName): Promise<Server> {
  const subject = await startSubject(name, laneFlags);
  return { subject, client: new WireClient(subject.address) };
}

async function stopServer({ subject, client }: Server): Promise<void> {
  client.close();
  await subject.stop();
}

const laneFlags = ['--bcrypt-cost=4'];

/** Who plays 3.4's part waits at each point for what 3.6 had seen there. */
class SettledPoints {
  readonly #points: PromiseWithResolvers<Tally>[] = [];
  #told = 0;
  #asked = 0;
  #isOver = false;

  readonly tell = (seen: Tally): void => {
    this.#at(this.#told).resolve(seen);
    this.#told += 1;
  };

  readonly ask = (): Promise<Tally> => {
    this.#asked += 1;
    return this.#at(this.#asked - 1).promise;
  };

  /** No more will be told: whoever waits gets what there is. */
  end(name: SubjectName): void {
    if (name === '3.6') {
      this.#isOver = true;
      this.#points.slice(this.#told).forEach(refuse);
    }
  }

  #at(position: number): PromiseWithResolvers<Tally> {
    while (this.#points.length <= position) {
      const point = Promise.withResolvers<Tally>();
      this.#points.push(point);
      if (this.#isOver) {
        refuse(point);
      }
    }
    return this.#points[position] ?? Promise.withResolvers<Tally>();
  }
}

function refuse(point: PromiseWithResolvers<Tally>): void {
  point.reject(new Error('etcd 3.6 stopped in the middle of a program'));
}

function settlementOf(name: SubjectName, points: SettledPoints): Settlement {
  if (name === '3.4') {
    return { by: 'tally', next: points.ask };
  }
  return { by: 'progress', settled: name === '3.6' ? points.tell : () => undefined };
}

function firstDivergence(
  program: Program,
  ours: Recording,
  theirs: Recording,
  from: SubjectName,
): Divergence | undefined {
  for (const [position, step] of program.entries()) {
    const [our, their] = [ours.answers[position], theirs.answers[position]];
    if (isDeepStrictEqual(our, their)) {
      continue;
    }
    const known = knownDifference(from, step, our, their);
    if (known === 'from here on') {
      return undefined;
    }
    if (known === undefined) {
      return { from, where: `step ${position}: ${JSON.stringify(step)}`, ours: our, theirs: their };
    }
  }
  for (const watch of new Set([...Object.keys(ours.watches), ...Object.keys(theirs.watches)])) {
    const [our, their] = [ours.watches[watch], theirs.watches[watch]];
    if (!isDeepStrictEqual(our, their) && !isKnownOfWatch(from, our, their)) {
      return { from, where: `watch ${watch}`, ours: our, theirs: their };
    }
  }
  return undefined;
}
