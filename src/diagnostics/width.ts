/** How many terminal cells a text takes: wide letters take two, combining marks none, a tab goes to the next multiple of four. */

export const tabWidth = 4;

/** Cells of a text that starts at cell `from`. */
export function displayWidth(text: string, from = 0): number {
  let width = from;
  for (const character of text) {
    if (character === '\t') width += tabWidth - (width % tabWidth);
    else width += characterWidth(character.codePointAt(0) ?? 0);
  }
  return width - from;
}

/**
 * The text with tabs replaced by the spaces that they stand for, and by a visible sign what a terminal would obey: control
 * characters, and changes of the direction of writing, which make a line read as something else than it is.
 */
export function printable(text: string): string {
  let result = '';
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const shown =
      character === '\t'
        ? ' '.repeat(tabWidth - (width % tabWidth))
        : isObeyed(code)
          ? '\u{fffd}'
          : character;
    result += shown;
    width += displayWidth(shown);
  }
  return result;
}

/** Breaks a text into lines of at most `width` cells at spaces; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    let cells = 0;
    for (const word of paragraph.split(' ')) {
      const size = displayWidth(word);
      if (line !== '' && cells + 1 + size > width) {
        lines.push(line);
        line = word;
        cells = size;
      } else {
        cells += line === '' ? size : size + 1;
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines;
}

function isObeyed(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

const combining = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

function characterWidth(code: number): number {
  if (code < 0x300) return code === 0xad ? 0 : 1;
  if (isObeyed(code)) return 1;
  if (combining.test(String.fromCodePoint(code))) return 0;
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** East Asian wide and full-width letters, and emoji. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b50, 0x2b50],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18aff],
  [0x1b000, 0x1b2ff],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f265],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];
