import type xterm from '@xterm/headless';

/** A picture of a terminal's screen: text stays text, borders are drawn as lines so that they meet. */

const cellWidth = 8.4;
const cellHeight = 18;
const fontSize = 14;
const baseline = 13.5;
const margin = 14;

const background = '#16181d';
const foreground = '#d5d8de';

/** The sixteen colours of the picture's terminal; black and white first, bright ones from 8 on. */
const palette = [
  '#16181d',
  '#f2777a',
  '#8fce8b',
  '#f0c674',
  '#7fa8dd',
  '#c89be0',
  '#6fc7c9',
  '#d5d8de',
  '#6b7280',
  '#ff8f92',
  '#a8e3a3',
  '#ffdc8c',
  '#9cc2f5',
  '#deb6f3',
  '#8fe0e2',
  '#ffffff',
];

interface Look {
  readonly ink: string;
  readonly paper: string;
  readonly bold: boolean;
  readonly faint: boolean;
  readonly underline: boolean;
}

interface Run {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
  readonly look: Look;
}

/** Half lines from the middle of a cell: which sides a border character reaches. */
const borders: Readonly<Record<string, string>> = {
  '─': 'lr',
  '│': 'tb',
  '╭': 'rb',
  '╮': 'lb',
  '╰': 'rt',
  '╯': 'lt',
};

/** The colour cube and the grey ramp of 256-colour terminals. */
function indexed(index: number): string {
  const named = palette[index];
  if (named !== undefined) return named;
  if (index >= 232)
    return `rgb(${Array(3)
      .fill(8 + (index - 232) * 10)
      .join(' ')})`;
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function colour(isDefault: boolean, isDirect: boolean, value: number, fallback: string): string {
  if (isDefault) return fallback;
  return isDirect ? `#${value.toString(16).padStart(6, '0')}` : indexed(value);
}

function lookOf(cell: xterm.IBufferCell): Look {
  const ink = colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor(), foreground);
  const paper = colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor(), background);
  const isInverse = cell.isInverse() !== 0;
  return {
    ink: isInverse ? paper : ink,
    paper: isInverse ? ink : paper,
    bold: cell.isBold() !== 0,
    faint: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}

const sameLook = (one: Look, other: Look): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Neighbouring cells that look alike, as one piece of text. */
function runsOf(line: xterm.IBufferLine): readonly Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const run = { column, columns: cell.getWidth(), text: cell.getChars() || ' ', look: lookOf(cell) };
    const last = runs.at(-1);
    if (last !== undefined && sameLook(last.look, run.look)) {
      runs[runs.length - 1] = { ...last, columns: last.columns + run.columns, text: last.text + run.text };
    } else {
      runs.push(run);
    }
  }
  return runs;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => escapes[character] ?? '');
const fixed = (value: number): string => String(Math.round(value * 100) / 100);

function paper(run: Run, row: number): string {
  if (run.look.paper === background) return '';
  const at = `x="${fixed(run.column * cellWidth)}" y="${row * cellHeight}"`;
  return `<rect ${at} width="${fixed(run.columns * cellWidth)}" height="${cellHeight}" fill="${run.look.paper}"/>`;
}

/** Borders as lines, in the order of the cells of a run. */
function lines(run: Run, row: number): string {
  const path = Array.from(run.text, (character, offset) => {
    const sides = borders[character];
    if (sides === undefined) return '';
    const x = (run.column + offset + 0.5) * cellWidth;
    const y = (row + 0.5) * cellHeight;
    const ends: Readonly<Record<string, string>> = {
      l: `${fixed(x - cellWidth / 2)} ${fixed(y)}`,
      r: `${fixed(x + cellWidth / 2)} ${fixed(y)}`,
      t: `${fixed(x)} ${fixed(y - cellHeight / 2)}`,
      b: `${fixed(x)} ${fixed(y + cellHeight / 2)}`,
    };
    const [from = '', to = ''] = Array.from(sides, (side) => ends[side]);
    const isStraight = sides === 'lr' || sides === 'tb';
    return isStraight ? `M${from}L${to}` : `M${from}Q${fixed(x)} ${fixed(y)} ${to}`;
  }).join('');
  return path === '' ? '' : `<path d="${path}" stroke="${run.look.ink}"${opacity(run.look)}/>`;
}

/** Bars of a sparkline, lowest first: fonts disagree on how wide and how high they are. */
const bars = '▁▂▃▄▅▆▇█';

function barsOf(run: Run, row: number): string {
  return Array.from(run.text, (character, offset) => {
    const level = bars.indexOf(character) + 1;
    if (level === 0) return '';
    const height = (cellHeight * level) / bars.length;
    const at = `x="${fixed((run.column + offset) * cellWidth)}" y="${fixed((row + 1) * cellHeight - height)}"`;
    return `<rect ${at} width="${cellWidth}" height="${fixed(height)}" fill="${run.look.ink}"${opacity(run.look)}/>`;
  }).join('');
}

const isDrawn = (character: string): boolean => character in borders || bars.includes(character);

const opacity = (look: Look): string => (look.faint ? ' opacity="0.62"' : '');

/** Words of a run that stand apart are placed one by one, so that a font's width cannot move them. */
function words(run: Run, row: number): string {
  const text = Array.from(run.text, (character) => (isDrawn(character) ? ' ' : character)).join('');
  return Array.from(text.matchAll(/\S+(?: \S+)*/g), (match) => {
    const column = run.column + match.index;
    const weight = run.look.bold ? ' font-weight="bold"' : '';
    const line = run.look.underline ? ' text-decoration="underline"' : '';
    const length = `textLength="${fixed(match[0].length * cellWidth)}" lengthAdjust="spacingAndGlyphs"`;
    const at = `x="${fixed(column * cellWidth)}" y="${fixed(row * cellHeight + baseline)}"`;
    return `<text ${at} ${length} fill="${run.look.ink}"${weight}${line}${opacity(run.look)}>${escaped(match[0])}</text>`;
  }).join('');
}

export function screenToSvg(screen: xterm.Terminal, title: string): string {
  const { active } = screen.buffer;
  const width = fixed(screen.cols * cellWidth + 2 * margin);
  const height = screen.rows * cellHeight + 2 * margin;
  const rows = Array.from({ length: screen.rows }, (_, row) => {
    const line = active.getLine(row);
    return line === undefined
      ? ''
      : runsOf(line)
          .map((run) => paper(run, row) + lines(run, row) + barsOf(run, row) + words(run, row))
          .join('');
  });
  const font = 'ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    `<g transform="translate(${margin} ${margin})" font-family="${font}" font-size="${fontSize}" fill="none" style="white-space:pre">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
