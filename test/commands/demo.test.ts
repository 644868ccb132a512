import assert from 'node:assert/strict';
import test from 'node:test';
import { type DemoState, initialPods, nextTick } from '../../source/local/demo/life.js';
import { demoWorkloads, initialEntries } from '../../source/local/demo/objects.js';

const startMs = Date.UTC(2026, 10, 21);
const podsWanted = demoWorkloads.reduce((sum, { replicas }) => sum + replicas, 0);

function live(ticks: number): { states: DemoState[]; keys: Set<string> } {
  const states = [initialPods(startMs)];
  const keys = new Set<string>();
  for (let tick = 1; tick <= ticks; tick++) {
    const last = states.at(-1);
    assert.ok(last);
    const { state, changes } = nextTick(last, startMs + tick * 1_000);
    states.push(state);
    for (const change of changes) {
      keys.add('put' in change ? change.put.key : change.remove);
    }
  }
  return { states, keys };
}

test('the demo never drains and never grows without bound', () => {
  const counts = live(2_000).states.map(({ pods }) => pods.length);
  assert.ok(Math.min(...counts) >= podsWanted, `fewest pods: ${Math.min(...counts)}`);
  assert.ok(Math.max(...counts) <= podsWanted + 1, `most pods: ${Math.max(...counts)}`);
});

test('within half a minute pods, deployments, leases and configuration have changed', () => {
  const keys = [...live(30).keys];
  for (const kind of ['/registry/pods/', '/registry/deployments/', '/registry/leases/', '/config/']) {
    assert.ok(
      keys.some((key) => key.startsWith(kind)),
      kind,
    );
  }
});

test('every registry object is JSON with apiVersion, kind and the name its key ends in', () => {
  for (const { key, value } of initialEntries(startMs).filter((entry) =>
    entry.key.startsWith('/registry/'),
  )) {
    const object = JSON.parse(value) as { apiVersion: string; kind: string; metadata: { name: string } };
    assert.ok(object.apiVersion && object.kind, key);
    assert.equal(object.metadata.name, key.split('/').at(-1));
  }
});
