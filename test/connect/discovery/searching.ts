import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type Discovery,
  type DiscoveryInputs,
  discover,
  type FoundEtcd,
} from '../../../source/connect/discovery/discover.js';
import { machineHostFiles } from '../../../source/connect/discovery/host-files.js';
import { createHostTree, type HostTree } from './host-tree.js';

/** A host with these files, until the end of the test. */
export async function tree(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<HostTree> {
  const made = await createHostTree();
  t.after(made.remove);
  await made.write(files);
  return made;
}

export function search({ root }: HostTree, more: Partial<DiscoveryInputs> = {}): Promise<Discovery> {
  return discover({
    host: machineHostFiles(root),
    nowMs: Date.now(),
    clientIsGiven: false,
    authorityIsGiven: false,
    ...more,
  });
}

export async function found(host: HostTree, more: Partial<DiscoveryInputs> = {}): Promise<FoundEtcd> {
  const discovery = await search(host, more);
  return discovery.found ?? assert.fail(JSON.stringify(discovery.attempts, undefined, 2));
}

/** What flags would say, with paths as the host knows them. */
export function settingsOf({ settings, endpoints }: FoundEtcd, { root }: HostTree): Record<string, string> {
  const all = [['endpoints', endpoints.join(',')] as const, ...settings];
  return Object.fromEntries(all.map(([name, value]) => [name, value.replace(root, '')]));
}

/** What was in the way at a place. */
export async function problems(host: HostTree, source: string): Promise<string> {
  const { found: unexpected, attempts } = await search(host);
  assert.equal(unexpected?.sentence, undefined);
  return (attempts.find((attempt) => attempt.source === source)?.problems ?? []).join('\n');
}
