import { randomBytes, randomInt } from 'node:crypto';
import type { Entropy } from './entropy.js';

export const realEntropy: Entropy = {
  below: (limit) => randomInt(limit),
  bytes: (length) => randomBytes(length),
};
