import { EtcdError } from '../client/errors.js';
import { planWrite, refusedWrite, type Wish, type WritePlanned } from '../editing/write-plan.js';
import { safeText } from '../presentation/text.js';
import { lookForPlan, type PlanningPorts } from './actions-plan.js';
import { writeLimit } from './write-limit.js';

/** Looks at the cluster and at the key as a quorum has it, and plans on that. */
export async function prepareWrite(
  ports: PlanningPorts,
  wish: Wish,
  contextName: string,
): Promise<WritePlanned> {
  const { client, signal } = ports;
  try {
    const [limit, evidence, { kvs }] = await Promise.all([
      writeLimit(client, wish.key),
      lookForPlan(ports),
      client.kv.range({ key: wish.key }, signal === undefined ? {} : { signal }),
    ]);
    if (limit !== undefined) return refusedWrite(limit);
    return planWrite(wish, { evidence, current: kvs[0], contextName });
  } catch (error) {
    if (!(error instanceof EtcdError)) throw error;
    return refusedWrite(safeText(error.message));
  }
}
