import { Dice } from './dice.js';
import { keysProgram } from './generate-keys.js';
import type { Program } from './program.js';

/** The program that a seed stands for. */
export function programOf(seed: number): Program {
  const dice = new Dice(seed);
  return keysProgram(dice);
}
