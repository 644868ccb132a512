import {
  type DemoEntry,
  type DemoPod,
  demoNodes,
  demoWorkloads,
  deploymentEntry,
  nodeLeaseEntry,
  podEntry,
  podKey,
} from './objects.js';

/** One change of the demo registry. */
export type DemoChange = { readonly put: DemoEntry } | { readonly remove: string };

export interface DemoState {
  /** Wall time of the demo's beginning: when its deployments were created. */
  readonly startedMs: number;
  readonly pods: readonly DemoPod[];
  /** Names of pods end in a number that only grows. */
  readonly podsMade: number;
  readonly ticks: number;
}

/** The pods that run when the demo begins. */
export function initialPods(nowMs: number): DemoState {
  const pods: DemoPod[] = demoWorkloads.flatMap((workload, row) =>
    Array.from({ length: workload.replicas }, (_, index) => ({
      namespace: workload.namespace,
      name: `${workload.name}-${index}`,
      workload: workload.name,
      image: workload.image,
      node: nodeFor(row + index),
      phase: 'Running' as const,
      ready: true,
      restarts: 0,
      createdMs: nowMs,
    })),
  );
  return { startedMs: nowMs, pods, podsMade: 100, ticks: 0 };
}

const nodeFor = (number: number): string => demoNodes[number % demoNodes.length] ?? demoNodes[0];

/**
 * What happens in one tick (about a second): node heartbeats every tenth, and in between a rollout
 * that replaces one pod after the other: created, scheduled, ready, the old one deleted.
 */
export function nextTick(state: DemoState, nowMs: number): { state: DemoState; changes: DemoChange[] } {
  const ticked = { ...state, ticks: state.ticks + 1 };
  if (ticked.ticks % 10 === 0) {
    return { state: ticked, changes: demoNodes.map((node) => ({ put: nodeLeaseEntry(node, nowMs) })) };
  }
  const phase = ticked.ticks % 5;
  switch (phase) {
    case 1:
      return createPod(ticked, nowMs);
    case 2:
      return changeNewest(ticked, (pod) => ({ ...pod, node: nodeFor(ticked.podsMade) }));
    case 3:
      return changeNewest(ticked, (pod) => ({ ...pod, phase: 'Running', ready: true }));
    case 4:
      return removeOldest(ticked);
    default:
      return { state: ticked, changes: [rateLimit(ticked.ticks)] };
  }
}

function createPod(state: DemoState, nowMs: number) {
  const number = state.podsMade + 1;
  const workload = demoWorkloads[number % demoWorkloads.length];
  if (workload === undefined) {
    return { state, changes: [] };
  }
  const pod: DemoPod = {
    namespace: workload.namespace,
    name: `${workload.name}-${number}`,
    workload: workload.name,
    image: workload.image,
    node: undefined,
    phase: 'Pending',
    ready: false,
    restarts: 0,
    createdMs: nowMs,
  };
  return {
    state: { ...state, pods: [...state.pods, pod], podsMade: number },
    changes: [
      { put: podEntry(pod) },
      { put: deploymentEntry(workload, workload.replicas - 1, state.startedMs) },
    ],
  };
}

function changeNewest(state: DemoState, change: (pod: DemoPod) => DemoPod) {
  const newest = state.pods.at(-1);
  if (newest === undefined) {
    return { state, changes: [] };
  }
  const changed = change(newest);
  return {
    state: { ...state, pods: [...state.pods.slice(0, -1), changed] },
    changes: [{ put: podEntry(changed) }],
  };
}

/** Deletes the oldest pod of the workload that just got a new one. */
function removeOldest(state: DemoState) {
  const newest = state.pods.at(-1);
  const oldest = state.pods.find((pod) => pod.workload === newest?.workload && pod !== newest);
  const workload = demoWorkloads.find(({ name }) => name === newest?.workload);
  if (oldest === undefined || workload === undefined) {
    return { state, changes: [] };
  }
  return {
    state: { ...state, pods: state.pods.filter((pod) => pod !== oldest) },
    changes: [
      { remove: podKey(oldest) },
      { put: deploymentEntry(workload, workload.replicas, state.startedMs) },
    ],
  };
}

function rateLimit(ticks: number): DemoChange {
  return { put: { key: '/config/gateway/rate-limit', value: String(250 + (ticks % 7) * 10) } };
}
