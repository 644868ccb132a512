import { Dice } from './dice.js';
import { keysProgram } from './generate-keys.js';
import { usersProgram } from './generate-users.js';
import type { Program } from './program.js';

/** The program that a seed stands for. */
export function programOf(seed: number): Program {
  const dice = new Dice(seed);
  return dice.chance(20) ? usersProgram(dice) : keysProgram(dice);
}
