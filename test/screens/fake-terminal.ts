import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';
import type { TerminalInput, TerminalOutput } from '../../source/app/terminal.js';

/** What a cell looks like, besides its character. */
export interface CellLook {
  readonly text: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
  /** Palette index; undefined for the terminal's own colour. */
  readonly colour: number | undefined;
}

function makeOutput(terminal: xterm.Terminal) {
  const output = new Writable({
    decodeStrings: false,
    write: (data: string | Uint8Array, _encoding, done) => terminal.write(data, () => done()),
  });
  return Object.assign(output, { columns: terminal.cols, rows: terminal.rows, isTTY: true });
}

function makeInput(): TerminalInput & PassThrough & { isRaw: boolean } {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(isRaw: boolean) {
      input.isRaw = isRaw;
      return input;
    },
    ref: () => input,
    unref: () => input,
  });
  return input;
}

/** The program's widths are the terminal's: graphemes, as current terminals measure them. */
function measureAsProgram(terminal: xterm.Terminal): void {
  terminal.unicode.register({
    version: 'program',
    wcwidth: (codePoint) => {
      const width = stringWidth(String.fromCodePoint(codePoint));
      return width === 0 ? 0 : width === 1 ? 1 : 2;
    },
    charProperties(codePoint, preceding) {
      const width = this.wcwidth(codePoint);
      const joins = width === 0 && preceding !== 0;
      const shown = joins ? (preceding >> 1) & 3 : width;
      return ((joins ? 1 : 0) | (shown << 1)) >>> 0;
    },
  });
  terminal.unicode.activeVersion = 'program';
}

/** A terminal without a screen: what a user would see, cell by cell. */
export class FakeTerminal {
  readonly stdin = makeInput();
  readonly stdout: TerminalOutput & Writable;
  readonly emulator: xterm.Terminal;
  #isCursorHidden = false;
  /** What the window is called; at first as a shell calls it. */
  title = '';
  /** What programs put into the clipboard, in order. */
  readonly clipboard: string[] = [];

  constructor(columns: number, rows: number) {
    this.emulator = new xterm.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 0,
      convertEol: true,
      windowOptions: { pushTitle: true, popTitle: true },
    });
    measureAsProgram(this.emulator);
    this.#followCursor();
    this.#followTitle();
    this.#followClipboard();
    this.stdout = makeOutput(this.emulator);
  }

  /** DECTCEM, which xterm does not tell. */
  #followCursor(): void {
    for (const [final, isHidden] of [
      ['h', false],
      ['l', true],
    ] as const) {
      this.emulator.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
        if (parameters.includes(25)) this.#isCursorHidden = isHidden;
        return false;
      });
    }
  }

  #followTitle(): void {
    this.emulator.onTitleChange((title) => {
      this.title = title;
    });
    this.scribble('\x1b]2;bash\x07');
  }

  #followClipboard(): void {
    this.emulator.parser.registerOscHandler(52, (data) => {
      const [, base64 = ''] = data.split(';');
      this.clipboard.push(Buffer.from(base64, 'base64').toString());
      return true;
    });
  }

  /** Waits until all that was written is on the screen. */
  flushed(): Promise<void> {
    return new Promise((resolve) => this.emulator.write('', resolve));
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    Object.assign(this.stdout, { columns, rows });
    this.stdout.emit('resize');
  }

  /** Writes past the program, as another process on the same terminal would. */
  scribble(text: string): void {
    this.emulator.write(text);
  }

  get isAlternateScreen(): boolean {
    return this.emulator.buffer.active.type === 'alternate';
  }

  get isRaw(): boolean {
    return this.stdin.isRaw;
  }

  /** Bracketed paste, as the terminal has it. */
  get marksPastes(): boolean {
    return this.emulator.modes.bracketedPasteMode;
  }

  /** Whether clicks are reported, as the terminal has it. */
  get reportsMouse(): boolean {
    return this.emulator.modes.mouseTrackingMode !== 'none';
  }

  get isCursorHidden(): boolean {
    return this.#isCursorHidden;
  }

  /** The screen as lines, blanks at their ends left out. */
  get lines(): readonly string[] {
    const { active } = this.emulator.buffer;
    return Array.from(
      { length: this.emulator.rows },
      (_, y) => active.getLine(y)?.translateToString().trimEnd() ?? '',
    );
  }

  look(column: number, row: number): CellLook {
    const cell = this.emulator.buffer.active.getLine(row)?.getCell(column);
    return {
      text: cell?.getChars() ?? '',
      bold: cell?.isBold() !== 0,
      dim: cell?.isDim() !== 0,
      inverse: cell?.isInverse() !== 0,
      underline: cell?.isUnderline() !== 0,
      colour: cell === undefined || cell.isFgDefault() ? undefined : cell.getFgColor(),
    };
  }

  dispose(): void {
    this.emulator.dispose();
  }
}
