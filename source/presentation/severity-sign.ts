import type { Tone } from './row.js';

/** How bad something is, by a sign and a tone: colour never says it alone. */
const signs = {
  critical: { text: '✖', tone: 'critical' },
  warning: { text: '▲', tone: 'warning' },
  unknown: { text: '○', tone: 'dim' },
  ok: { text: '●', tone: 'ok' },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly tone: Tone }>>;

export function severitySign(severity: keyof typeof signs): { readonly text: string; readonly tone: Tone } {
  return signs[severity];
}
